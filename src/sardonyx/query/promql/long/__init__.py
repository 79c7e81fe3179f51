"""Long ranges: parts of a query that are answered from rollups of five minutes instead of samples."""
