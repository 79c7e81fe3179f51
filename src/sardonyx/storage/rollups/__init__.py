"""Rollups: five-minute summaries of samples. `rows` says what one is, `roller` makes them."""
