"""Traces: one by its id, and searches for those with a matching span."""

from sardonyx.query.traces.ids import TraceNotFound

__all__ = ["TraceNotFound"]
