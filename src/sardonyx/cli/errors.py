"""How a command fails."""


class CommandError(Exception):
    """The command can't go on; the message is for the person at the terminal."""
