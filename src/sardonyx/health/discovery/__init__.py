"""Monitors nobody had to write: what was found is watched, what could be watched is proposed."""
