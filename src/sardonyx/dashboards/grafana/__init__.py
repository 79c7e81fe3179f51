"""Grafana's dashboards, of any age, read into our model and written from it."""
