"""Monitors as things people make: kept in the state database, read from a file, taken out and in again."""
