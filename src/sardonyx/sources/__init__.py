"""Where telemetry comes from, where it lies and what is masked on the way: what the settings pages show."""
