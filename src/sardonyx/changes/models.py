"""Answers of the routes, as the OpenAPI document describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

ChangeKind = Literal[
    "service", "version", "restart", "start", "upgrade", "deployment", "flag", "config", "incident",
    "health", "failover", "dns", "certificate",
]  # fmt: skip


class ChangeView(BaseModel):
    """Something that changed."""

    id: str
    time: Annotated[str, Field(description="When it happened: ISO-8601 with milliseconds, UTC.")]
    kind: Annotated[
        ChangeKind,
        Field(
            description="service, version: first seen · restart: of a service · start, upgrade: of Sardonyx itself · "
            "health: a monitor went down or recovered · failover, dns, certificate: what monitors saw change · "
            "the others are written by what makes them."
        ),
    ]
    service: str
    environment: str
    title: Annotated[str, Field(description="A sentence for people.")]
    version: str
    previous_version: str
    attributes: Annotated[dict[str, str], Field(description="restart: instance, previous_instance.")]


class ChangesResponse(BaseModel):
    """Changes of a range, newest first; `more`: older ones of the range are left out."""

    changes: list[ChangeView]
    more: bool
