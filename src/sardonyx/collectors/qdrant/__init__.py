"""A Qdrant server's own `/metrics`, and beside them what only its other documents tell: `qdrant_*`."""
