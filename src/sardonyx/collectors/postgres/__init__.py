"""A PostgreSQL server's figures, named as prometheus-community/postgres_exporter names them."""
