"""Personal data: erasing one person's, and looking for what should have been masked."""
