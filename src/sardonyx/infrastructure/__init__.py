"""Infrastructure: metrics as Prometheus serves them; hosts, databases and networks."""
