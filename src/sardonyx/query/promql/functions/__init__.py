"""PromQL's functions on instant vectors, a module per family."""
