"""Which of the two formats an answer is in."""

from sardonyx.collectors.scrape.errors import BadExposition

_OPENMETRICS = "application/openmetrics-text"
_TEXT = "text/plain"
_PROTOBUF = "application/vnd.google.protobuf"


def is_openmetrics(content_type: str, fallback: str | None) -> bool:
    """Whether a page is OpenMetrics; anything unknown is read as the text format, or as `fallback_scrape_protocol` says.

    Raises BadExposition for what can't be either.
    """
    media = _media(content_type)
    if media == _OPENMETRICS:
        return True
    if media == _PROTOBUF:
        raise BadExposition("the target answered in the protobuf format, which was not asked for")
    return media != _TEXT and (fallback or "").startswith("OpenMetrics")


def hint(content_type: str) -> str:
    """What to add to the fault of a page whose type says that it was never metrics."""
    media = _media(content_type)
    return f" (the target answered with {media[:60]})" if media not in ("", _TEXT, _OPENMETRICS) else ""


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
