"""Functions over range vectors, on columnar samples: every window of every series at once."""
