"""A report as CSV (RFC 4180): one line per monitor, figures plain, so that spreadsheets can count with them."""

import csv
import io

from sardonyx.health.reports.sla import Report

_HEAD = (
    "month", "monitor", "group", "availability", "target", "met", "outages", "down_seconds", "maintenance_seconds",
    "unknown_seconds", "mttr_seconds", "p95_seconds", "longest_outage_at", "longest_outage_seconds",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(report: Report) -> str:
    """The whole file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for one in report.monitors:
        figures, longest = one.availability, one.worst[0] if one.worst else None
        writer.writerow(
            (
                f"{report.month:%Y-%m}",
                _text(one.name),
                _text(one.group),
                _number(figures.ratio, 6),
                report.target,
                "" if one.met is None else "yes" if one.met else "no",
                figures.outages,
                _number(figures.down_seconds),
                _number(figures.maintenance_seconds),
                _number(figures.unknown_seconds),
                _number(figures.mttr_seconds),
                _number(one.p95_seconds, 4),
                longest.at.astimezone(report.zone).isoformat(timespec="seconds") if longest else "",
                _number(longest.seconds) if longest else "",
            )
        )
    return out.getvalue()


def _number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _text(text: str) -> str:
    """Never a formula where a spreadsheet opens it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
