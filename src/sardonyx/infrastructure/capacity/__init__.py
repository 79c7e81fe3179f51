"""Capacity what-if: what resources would be used if load grew, learnt from what was stored."""
