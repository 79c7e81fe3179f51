"""The agent as a vantage point: checks the monitors of the server that name it.

`source` (what to check, kept on disk) → `collectors.probes.runner` → `results` (files, oldest first) → `forwarder`
"""
