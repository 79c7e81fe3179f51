"""What is scraped: jobs, their targets, what discovery found, and whether the configuration could be read."""
