"""Heartbeats: jobs tell that they ran, and silence is bad."""
