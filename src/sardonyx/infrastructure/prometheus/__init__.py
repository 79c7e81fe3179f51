"""Prometheus' HTTP API v1 over our series, for Grafana, promtool and everything else that speaks it."""
