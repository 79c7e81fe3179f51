"""How long records are kept, where, and what must not be deleted: tiers, the archive, legal holds."""
