"""Reading metrics from the engine: which series match, their samples, and functions evaluated inside the engine."""
