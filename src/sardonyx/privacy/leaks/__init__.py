"""Looking for what should have been masked and was not."""
