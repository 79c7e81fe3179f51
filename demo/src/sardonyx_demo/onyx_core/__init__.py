"""Onyx Core: documents, search and answers from them."""
