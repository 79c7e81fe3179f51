"""A monitor's name as Sentry's addresses have it."""


def slug_of(name: str) -> str:
    """Lower-case letters, digits, hyphens and underscores; at most 100."""
    kept = "".join(char if char.isascii() and (char.isalnum() or char == "_") else "-" for char in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:100] or "job"
