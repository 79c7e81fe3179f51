"""A Redis server's figures, named as oliver006/redis_exporter names them, so that its dashboards and rules work."""
