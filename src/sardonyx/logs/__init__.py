"""Log records: search, histogram, fields, surroundings and the live tail."""
