"""Incidents: what went wrong, from when to when, and what was done."""
