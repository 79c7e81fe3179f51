"""LogQL over log records: Loki's query language, parsed here and run as bound SQL. docs/logql.md says what is supported."""
