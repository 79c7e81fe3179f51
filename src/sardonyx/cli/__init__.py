"""The `sardonyx` command: one module per group of commands. `main` is the entry point."""

from sardonyx.cli.app import main

__all__ = ["main"]
