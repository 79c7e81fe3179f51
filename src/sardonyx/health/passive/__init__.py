"""Real traffic beside the probe: each tells when the other is wrong."""
