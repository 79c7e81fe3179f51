"""Checks of what services depend on. Each takes what the service has already: a pool, a client, an address."""
