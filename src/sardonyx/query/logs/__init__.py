"""Queries over log records: pages, histograms, fields, surroundings and what has arrived."""
