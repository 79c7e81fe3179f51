"""Probes of monitors: one module for each kind of check, and what runs them on time."""
