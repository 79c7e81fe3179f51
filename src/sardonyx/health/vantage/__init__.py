"""Vantage points: agents elsewhere that check the monitors which name them."""
