"""Alerting: rule files in Prometheus' format, evaluated on schedule. Recording rules write series, alerting rules alerts.

The way of a rule: `files` (YAML → checked rules) → `evaluation` (groups on their schedule, alerts and their states) →
`manager` (which groups run, reloading). `templates` is the language of labels and annotations, `service` what the API asks.
"""
