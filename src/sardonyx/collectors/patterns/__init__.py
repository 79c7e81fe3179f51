"""Watches which templates log messages have, and notices new ones."""
