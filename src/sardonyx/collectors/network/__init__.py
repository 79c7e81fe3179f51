"""Probes of other hosts and services: how long an answer takes, how many are lost, and why."""
