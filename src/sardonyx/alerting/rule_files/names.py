"""Names of metrics and labels: any UTF-8, as Prometheus 3 takes them."""

METRIC_NAME = "__name__"


def is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: half a surrogate pair can't."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_name(value: str) -> bool:
    """Whether a label or metric may be called so."""
    return bool(value) and is_text(value)
