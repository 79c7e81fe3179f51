"""Results of monitors' checks, as they are stored."""
