"""Sardonyx's own telemetry, stored beside everybody else's: metrics, logs and traces of this process.

It goes straight to the journal, not through a receiver, and nothing on that way is itself recorded as a span or logged per
batch: watching oneself must not feed on itself. Start reading at `collector.py`.
"""
