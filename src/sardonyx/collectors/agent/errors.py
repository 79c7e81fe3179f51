"""What keeps an agent from starting, or a command of it from ending well."""


class AgentError(Exception):
    """The message says what to do."""
