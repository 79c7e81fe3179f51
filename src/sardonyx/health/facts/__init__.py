"""What a monitored thing says of itself, and what it means when that changes: failover, restart, other addresses, certificates.

`sets` and `cluster` decide, and know neither clock nor database; `meaning` says which fact is decided how; `detector` keeps
what is known and writes what changed.
"""
