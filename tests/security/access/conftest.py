"""Every test here runs on both state databases."""

from tests.support.state import db, postgres_server, state_url

__all__ = ["db", "postgres_server", "state_url"]
