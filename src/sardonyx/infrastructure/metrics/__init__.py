"""The catalogue of metrics, who uses which, and where cardinality comes from."""
