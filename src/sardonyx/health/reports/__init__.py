"""What monitors came to over days and months: bars and SLA reports."""
