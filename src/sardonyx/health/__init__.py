"""Health: monitors, heartbeats, what they say together, maintenance, availability and status pages."""
