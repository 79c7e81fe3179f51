"""Traces and services."""
