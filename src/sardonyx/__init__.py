"""Sardonyx watches a platform: traces, logs, metrics, health, errors, alerts, deployments, business and security."""

__version__ = "0.1.0"
