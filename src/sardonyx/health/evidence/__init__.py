"""What else happened when a check failed: traces, log records, changes and real traffic of that time."""
