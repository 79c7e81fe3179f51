"""The pull side: what Sardonyx fetches itself. `own/` is about Sardonyx."""
