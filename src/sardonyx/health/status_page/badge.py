"""Badges: a small picture with a name and a state, for a README or a footer."""

from typing import Final
from xml.sax.saxutils import escape

from sardonyx.health.status_page.models import ComponentState
from sardonyx.health.status_page.view import NAMES

COLOURS: Final[dict[ComponentState, str]] = {
    "operational": "#1f7a4d",
    "degraded": "#8f6400",
    "partial_outage": "#b3541e",
    "major_outage": "#b3261e",
    "maintenance": "#2f5fa8",
    "unknown": "#5f6670",
}
"""White letters stand out on each (WCAG AA)."""
_NARROW = frozenset("ijlt.,:;|!'fIr()[] ")
_WIDE = frozenset("mwMWABCDEFGHKNOPQRSTUVXYZ%@")
_MOST = 40


def badge(name: str, state: ComponentState) -> bytes:
    """An SVG of 20 pixels height. Letters are fitted to the width, whatever font there is."""
    left = name if len(name) <= _MOST else name[: _MOST - 1] + "…"
    right = NAMES[state].lower()
    first, second = _width(left), _width(right)
    whole = first + second
    title = escape(f"{left}: {right}", {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{first}" height="20" fill="#3b4048"/>'
        f'<rect x="{first}" width="{second}" height="20" fill="{COLOURS[state]}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="8" y="14" textLength="{first - 16}" lengthAdjust="spacingAndGlyphs">{escape(left)}</text>'
        f'<text x="{first + 8}" y="14" textLength="{second - 16}" lengthAdjust="spacingAndGlyphs">{right}</text>'
        "</g></svg>"
    ).encode()


def _width(text: str) -> int:
    """About as wide as Verdana at 11 pixels, and a margin of 8 on both sides."""
    return round(sum(4.2 if one in _NARROW else 9.0 if one in _WIDE else 6.8 for one in text)) + 16
