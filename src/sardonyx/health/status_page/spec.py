"""A status page as people make it, and what is posted on it."""

import base64
import binascii
import re
from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sardonyx.config.messages import WebAddress
from sardonyx.health.maintenance.recurrence import zone_of

MAX_COMPONENTS = 40
MAX_LOGO_BYTES = 128 << 10
KEPT_LOGO = "/status/"
"""A logo that begins so is the address answers give: the stored one stays."""

PostKind = Literal["incident", "maintenance"]
PostState = Literal[
    "investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "completed"
]  # fmt: skip
STATES_OF: Final[dict[PostKind, tuple[PostState, ...]]] = {
    "incident": ("investigating", "identified", "monitoring", "resolved"),
    "maintenance": ("scheduled", "in_progress", "completed"),
}
ENDED: Final[frozenset[str]] = frozenset({"resolved", "completed"})

SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_KINDS_OF_LOGO: Final[dict[str, tuple[bytes, ...]]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/webp": (b"RIFF",),
    "image/svg+xml": (b"<svg", b"<?xml"),
}
_LOGO = re.compile(r"data:([a-z/+]+);base64,([A-Za-z0-9+/]+={0,2})")


def _domain(text: str | None) -> str | None:
    if text is None or not (text := text.strip().lower().rstrip(".")):
        return None
    if not _DOMAIN.fullmatch(text):
        raise ValueError("must be a host name such as status.example.org")
    return text


def _zone(name: str) -> str:
    zone_of(name)
    return name


def read_logo(text: str) -> tuple[str, bytes]:
    """Media type and content of a data URL. Raises ValueError saying what is allowed."""
    found = _LOGO.fullmatch(text)
    beginnings = _KINDS_OF_LOGO.get(found.group(1)) if found else None
    if found is None or beginnings is None:
        raise ValueError(f"must be a data URL (base64) of {', '.join(_KINDS_OF_LOGO)}")
    if len(found.group(2)) > MAX_LOGO_BYTES * 4 // 3 + 4:
        raise ValueError(f"must be at most {MAX_LOGO_BYTES >> 10} KiB")
    try:
        content = base64.b64decode(found.group(2), validate=True)
    except binascii.Error:
        raise ValueError("is not base64") from None
    if not content.lstrip().startswith(beginnings):
        raise ValueError(f"is not {found.group(1)}")
    return found.group(1), content


def _logo(text: str | None) -> str | None:
    if text and not text.startswith(KEPT_LOGO):
        read_logo(text)
    return text or None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Zone = Annotated[str, AfterValidator(_zone)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


class Component(_Strict):
    """A part of what is offered, as its users know it. `id` is made of the name where it is left out, and stays."""

    id: str = Field("", pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")
    name: str = Field(min_length=1, max_length=80)
    description: str = Field("", max_length=200)
    group: str = Field("", max_length=80)
    monitors: tuple[str, ...] = Field((), max_length=50, description="Ids of the monitors that tell its state.")


class Brand(_Strict):
    """How the page looks. `logo` is a data URL of an image; in answers it is the image's address, which sent back keeps it."""

    logo: Annotated[str | None, AfterValidator(_logo)] = None
    colour: str = Field("#3a6ea5", pattern=r"^#[0-9a-fA-F]{6}$")
    footer: str = Field("", max_length=300)
    home_url: WebAddress | None = None


class PageSpec(_Strict):
    """A status page. `public`: everybody sees it; else only who is signed in, or has its secret link."""

    slug: str = Field(pattern=SLUG)
    title: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=500)
    public: bool = True
    domain: Annotated[str | None, AfterValidator(_domain)] = Field(
        None, description="A host name of its own: requests that name it get this page."
    )
    time_zone: Zone = Field("UTC", description="Days and times are those of this zone.")
    components: tuple[Component, ...] = Field((), max_length=MAX_COMPONENTS)
    brand: Brand = Brand()
    auto_posts: bool = Field(True, description="Draft a post when a component goes down; a person publishes it.")
    show_maintenance: bool = Field(True, description="Show maintenance windows of its monitors, with their names.")
    subscriptions: bool = Field(True, description="Visitors may subscribe.")

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [one.id for one in self.with_ids().components]
        if len(set(ids)) != len(ids):
            raise ValueError("components must have different ids (and names)")
        return self

    def with_ids(self) -> "PageSpec":
        """The same; every component has an id."""
        named = tuple(one if one.id else one.model_copy(update={"id": _slug(one.name)}) for one in self.components)
        return self.model_copy(update={"components": named})

    @property
    def monitor_ids(self) -> set[str]:
        """All monitors it shows."""
        return {monitor for component in self.components for monitor in component.monitors}


class PostInput(_Strict):
    """Something to tell. `starts_at` and `ends_at` are of a maintenance; a draft is seen by nobody else."""

    title: Title
    kind: PostKind = "incident"
    state: PostState = "investigating"
    text: str = Field(min_length=1, max_length=5000)
    components: tuple[str, ...] = Field((), max_length=MAX_COMPONENTS)
    incident_id: str | None = Field(None, max_length=40)
    draft: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_state(self.kind, self.state)
        if self.kind == "maintenance" and (self.starts_at is None or self.ends_at is None):
            raise ValueError("a maintenance needs starts_at and ends_at")
        for at in (self.starts_at, self.ends_at):
            if at is not None and at.tzinfo is None:
                raise ValueError("starts_at and ends_at must have a time zone")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        return self


class PostChange(_Strict):
    """What to change; what is left out stays. `draft` false publishes it."""

    title: Title | None = None
    components: tuple[str, ...] | None = Field(None, max_length=MAX_COMPONENTS)
    draft: bool | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class UpdateInput(_Strict):
    """The next thing to tell of a post."""

    state: PostState
    text: str = Field(min_length=1, max_length=5000)


def _check_state(kind: PostKind, state: str) -> None:
    if state not in STATES_OF[kind]:
        raise ValueError(f"state of a post of kind {kind} must be one of {', '.join(STATES_OF[kind])}")


def check_state(kind: str, state: str) -> None:
    """Raises ValueError where a post of this kind has no such state."""
    _check_state("maintenance" if kind == "maintenance" else "incident", state)


def _slug(name: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    return found or "component-" + base64.b32encode(name.encode()).decode().lower().rstrip("=")[:40]
