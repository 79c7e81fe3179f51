"""The `sardonyx` command: one module per group of commands. `main` is the entry point."""

import sys


def main() -> None:
    """Run the command line. An agent shall be light: the server's libraries are loaded for the other commands only."""
    if sys.argv[1:2] == ["agent"]:
        from sardonyx.cli.agent import main as chosen
    else:
        from sardonyx.cli.app import main as chosen
    chosen()


__all__ = ["main"]
