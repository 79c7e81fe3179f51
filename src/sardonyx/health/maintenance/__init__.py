"""Maintenance windows: when they are open, now and next."""
