"""Pieces of SQL that the derived families share."""

LABELS_TYPE = "Array(Tuple(String, String))"
WINDOW = "ReceivedTime >= {after:DateTime} AND ReceivedTime < {until:DateTime}"


def labels(**columns: str) -> str:
    """SQL for the labels of a series, by label name and column; empty ones are left out."""
    pairs = ", ".join(f"('{name}', toString({column}))" for name, column in columns.items())
    return f"CAST(arrayFilter(l -> l.2 != '', [{pairs}]), '{LABELS_TYPE}')"
