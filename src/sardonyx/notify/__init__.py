"""Outlets: one module for each way to tell somebody."""
