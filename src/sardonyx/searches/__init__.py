"""Writing searches: what can be completed, whether a search can be read, and those people have saved."""
