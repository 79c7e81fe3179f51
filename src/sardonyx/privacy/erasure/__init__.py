"""Erasing one person's data: everywhere it is kept, resumable, proven by a signed report."""
