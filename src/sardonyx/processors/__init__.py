"""What happens to records on their way into the store: each processor renders SQL fragments, none reads a record."""
