"""A page as the bytes that are served. Everything people wrote is escaped by the templates; nothing is marked safe."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sardonyx.health.maintenance.recurrence import zone_of
from sardonyx.health.status_page.badge import COLOURS, badge
from sardonyx.health.status_page.bars import drawn
from sardonyx.health.status_page.environment import ICONS, TEMPLATES, environment, iso, told_state
from sardonyx.health.status_page.models import ComponentState
from sardonyx.health.status_page.spec import PageSpec
from sardonyx.health.status_page.view import Post, ShownPage, Update, grouped

HTML = "text/html; charset=utf-8"
_STYLE: Final = (TEMPLATES / "style.css").read_text(encoding="utf-8").replace("\n", "")
_LATELY = timedelta(days=14)
_CURRENT_BYTES, _PAST_BYTES = 9_000, 7_000
"""Of posts on the front page; the rest is in the history."""
_MOST_CURRENT, _MOST_LATELY = 10, 8
_MARKUP_BYTES = 160
_CUT_TEXT = 240
_MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class Document:
    """Something to serve. `etag` stays the same while only the time of rendering differs."""

    body: bytes
    media_type: str
    etag: str
    security: Mapping[str, str]


def documents(page: ShownPage, url: str, at: datetime, logo: tuple[str, bytes] | None) -> dict[str, Document]:
    """All documents of a page by their path below it; the page itself is at the empty one. `url` is where people reach it."""
    zone = zone_of(page.spec.time_zone)
    base = f"/status/{page.spec.slug}"
    lately = [one for one in page.past if _last(one) >= at - _LATELY]
    recent = _fitting(lately[:_MOST_LATELY], _PAST_BYTES)
    current = _fitting((*page.active, *page.planned)[:_MOST_CURRENT], _CURRENT_BYTES)
    shown = replace(
        page,
        active=tuple(one for one in current if one.state != "scheduled"),
        planned=tuple(one for one in current if one.state == "scheduled"),
    )
    front = {
        "groups": grouped(page.components),
        "drawings": {one.component.id: drawn(page.days, one.days, one.uptime) for one in page.components},
        "recent": recent,
        "is_cut": tuple(recent) != page.past or current != [*page.active, *page.planned],
        "heading": page.spec.title,
        "is_front": True,
    }
    months = [
        (month, list(posts))
        for month, posts in groupby((*page.active, *page.past), lambda one: f"{_last(one).astimezone(zone):%B %Y}")
    ]
    found = {
        "": _html("page.html", shown, base, at, zone, front),
        "history": _html("history.html", page, base, at, zone, {"months": months, "heading": "History"}),
        "feed.rss": _document(
            environment(zone.key).get_template("feed.xml").render(page=page, url=url, items=_items(page)).encode(),
            "application/rss+xml; charset=utf-8",
        ),
        "summary.json": _document(json.dumps(summary(page, url), ensure_ascii=False).encode(), "application/json"),
        "badge.svg": _document(badge("status", page.state), "image/svg+xml"),
        "favicon.svg": _document(_favicon(page.state), "image/svg+xml"),
    }
    for one in page.components:
        found[f"badge/{one.component.id}.svg"] = _document(badge(one.component.name, one.state), "image/svg+xml")
    if logo is not None:
        found["logo"] = _document(logo[1], logo[0])
    return found


def message(page: ShownPage, heading: str, text: str, *, at: datetime, **links: str) -> Document:
    """A page that says one thing; `links`: action and button of a form, back and back_text."""
    base = f"/status/{page.spec.slug}"
    said = {"action": "", "button": "", "back": "", "back_text": "", **links, "heading": heading, "text": text}
    return _html("message.html", page, base, at, zone_of(page.spec.time_zone), said)


def bare_message(heading: str, text: str, *, at: datetime, **links: str) -> Document:
    """The same where there is no page, or none that may be shown."""
    spec = PageSpec.model_construct(
        slug="",
        title=heading,
        public=False,
        components=(),
        description="",
        brand=PageSpec.model_fields["brand"].default,
    )
    page = ShownPage(spec, "unknown", "", (), (), (), (), (), ())
    said = {"action": "", "button": "", "back": "", "back_text": "", **links, "heading": heading, "text": text}
    return _html("bare.html", page, "", at, ZoneInfo("UTC"), said)


def summary(page: ShownPage, url: str) -> dict[str, Any]:
    """The page for programs."""
    return {
        "page": {"title": page.spec.title, "url": url, "time_zone": page.spec.time_zone},
        "status": {"state": page.state, "description": page.headline},
        "components": [
            {
                "id": one.component.id,
                "name": one.component.name,
                "group": one.component.group or None,
                "state": one.state,
                "uptime_90d": one.uptime,
            }
            for one in page.components
        ],
        "incidents": [_told(one) for one in page.active if one.kind == "incident"],
        "maintenance": [_told(one) for one in (*page.active, *page.planned) if one.kind == "maintenance"]
        + [
            {
                "title": one.name,
                "state": "scheduled",
                "starts_at": iso(one.span.start),
                "ends_at": iso(one.span.end),
                "components": list(one.components),
            }
            for one in page.windows
        ],
    }


def _told(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "title": post.title,
        "state": post.state,
        "components": list(post.components),
        "starts_at": iso(post.starts_at),
        "ends_at": iso(post.ends_at) if post.ends_at else None,
        "updates": [{"at": iso(one.at), "state": one.state, "text": one.text} for one in post.updates],
    }


def _html(
    template: str, page: ShownPage, base: str, at: datetime, zone: ZoneInfo, values: Mapping[str, Any]
) -> Document:
    style = f"{_STYLE}:root{{--brand:{page.spec.brand.colour}}}"
    given = {
        "page": page, "base": base, "is_front": False, "style": Markup(style), **values,  # noqa: S704 (ours, and a checked colour)
    }  # fmt: skip
    made = environment(zone.key).get_template(template)
    # The time it was rendered at is no difference to who has it.
    same = hashlib.sha256(made.render(**given, at=datetime.fromtimestamp(0, UTC)).encode()).hexdigest()[:32]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return Document(made.render(**given, at=at).encode(), HTML, f'W/"{same}"', {"Content-Security-Policy": policy})


def _document(body: bytes, media_type: str) -> Document:
    # An uploaded SVG may hold scripts: opened by itself it runs in a sandbox, as an image never.
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Document(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"', {"Content-Security-Policy": policy})


def _last(post: Post) -> datetime:
    return post.updates[0].at if post.updates else post.starts_at


def _fitting(posts: Sequence[Post], budget: int) -> list[Post]:
    """The posts with as much of their updates as fits in so many bytes, newest first; each with its newest, cut if need be."""
    found: list[Post] = []
    for post in posts:
        kept: list[Update] = []
        for update in post.updates:
            size = len(update.text.encode()) + _MARKUP_BYTES
            if kept and size > budget:
                break
            kept.append(update if size <= budget else replace(update, text=_cut(update.text)))
            budget -= min(size, budget)
        found.append(replace(post, updates=tuple(kept)))
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _CUT_TEXT else text[:_CUT_TEXT] + " …"


@dataclass(frozen=True, slots=True)
class _Item:
    title: str
    guid: str
    at: datetime
    text: str


def _items(page: ShownPage) -> list[_Item]:
    """One for each update, newest first."""
    found = [
        _Item(f"{post.title}: {told_state(one.state)}", f"{post.id}-{one.at.timestamp():.0f}", one.at, one.text)
        for post in (*page.active, *page.planned, *page.past)
        for one in post.updates
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:_MOST_ITEMS]


def _favicon(state: ComponentState) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 34">'
        f'<circle cx="17" cy="17" r="16" fill="{COLOURS[state]}"/><path d="{ICONS[state]}" fill="none" stroke="#fff" '
        'stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    ).encode()
