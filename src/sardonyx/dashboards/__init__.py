"""Dashboards: our own model, what is shipped, what people make, and Grafana's JSON in and out."""
