"""Counters derived from spans and log records, as series that rules, dashboards and reports read like any other."""
