"""Patterns: which templates log messages are made from, how often each occurs, and since when it is known."""
