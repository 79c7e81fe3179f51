"""Calls that leave the house: which addresses may be called."""
