"""A report as PDF, set by Typst. Names and reasons reach it as data, never as markup."""

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from sardonyx.health.reports.sla import Report
from sardonyx.health.status_page.bars import percent, spell

_TEMPLATE = Path(__file__).parent / "report.typ"
_MOST_OUTAGES = 15
_MOST_REASON = 160
_NONE = "–"
_NOTES = (
    "Degraded counts as available. Maintenance windows, and times in which nobody watched, count neither way. Mean repair is the "
    "mean length of the outages that ended; p95 the 95th percentile of the duration of checks that did not fail."
)


async def pdf_of(report: Report) -> bytes:
    """The file. Typesetting takes a thread of its own."""
    return await asyncio.to_thread(_set, json.dumps(told(report)))


def told(report: Report) -> dict[str, Any]:
    """What the template is given: texts only, ready to be shown."""
    met = sum(one.met is True for one in report.monitors)
    missed = sum(one.met is False for one in report.monitors)
    outages = sorted(
        ((one.name, outage) for one in report.monitors for outage in one.worst),
        key=lambda pair: (-pair[1].seconds, pair[1].at),
    )
    start, end = (at.astimezone(report.zone) for at in (report.span.start, report.span.end))
    zone = report.zone.key
    until = f"{end:%-d %B %Y}" if report.is_over else f"{end:%-d %B %Y, %H:%M}, so far"
    return {
        "title": f"{report.month:%B %Y}",
        "span": f"{start:%-d %B %Y} to {until} ({zone})" if not report.is_over else f"The whole month, days in {zone}",
        "footer": f"Sardonyx · {report.month:%B %Y} · {len(report.monitors)} monitors",
        "totals": [
            {
                "name": "Available",
                "value": percent(report.ratio),
                "tone": "" if report.ratio is None else "good" if report.ratio >= report.target else "bad",
            },
            {"name": "Promise kept", "value": f"{met} of {met + missed}", "tone": "bad" if missed else ""},
            {"name": "Outages", "value": str(report.outages), "tone": ""},
            {"name": "Down in all", "value": _length(report.down_seconds), "tone": ""},
        ],
        "monitors": [
            {
                "name": one.name,
                "group": one.group,
                "availability": percent(one.availability.ratio),
                "target": percent(report.target),
                "met": "" if one.met is None else "yes" if one.met else "no",
                "outages": str(one.availability.outages),
                "down": _length(one.availability.down_seconds),
                "mttr": _length(one.availability.mttr_seconds),
                "p95": _NONE if one.p95_seconds is None else _short(one.p95_seconds),
            }
            for one in report.monitors
        ],
        "outages": [
            {
                "at": f"{outage.at.astimezone(report.zone):%-d %b, %H:%M}",
                "monitor": name,
                "length": _length(outage.seconds),
                "reason": _cut(outage.reason) or _NONE,
            }
            for name, outage in outages[:_MOST_OUTAGES]
        ],
        "notes": _NOTES,
    }


@cache
def _fonts() -> typst.Fonts:
    # The same letters on every machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _set(report: str) -> bytes:
    compiler = typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=_fonts())
    made = compiler.compile(format="pdf", sys_inputs={"report": report})
    if not isinstance(made, bytes):
        raise TypeError("Typst made several files of one document")
    return made


def _length(seconds: float | None) -> str:
    if seconds is None:
        return _NONE
    return spell(seconds) if seconds else "0 s"


def _short(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_REASON else line[: _MOST_REASON - 1] + "…"
