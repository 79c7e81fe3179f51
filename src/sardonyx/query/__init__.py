"""Asking the store: the search language, log and trace queries. Every function takes the caller's access scope."""
