"""Requests and answers of completion, as the OpenAPI document describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from sardonyx.query.search.known_fields import FieldKind

SignalName = Literal["logs", "traces"]


class SearchField(BaseModel):
    """A field people may write in a search."""

    name: str
    kind: Annotated[FieldKind, Field(description="How its values are matched; attributes compare by what they hold.")]
    description: str
    values_known: Annotated[bool, Field(description="Whether /rest/search/values can list values of it.")]


class SearchFieldsResponse(BaseModel):
    """Fields of a signal: the declared ones, then attributes seen in the range's newest records, most frequent first."""

    fields: list[SearchField]


class SearchValue(BaseModel):
    """A value as it is written in a search, and in how many counted records it is."""

    value: str
    count: int


class SearchValuesResponse(BaseModel):
    """Values of a field, most frequent first."""

    values: list[SearchValue]
    sampled: Annotated[
        int | None, Field(description="Counted in this many of the newest records that have a value; null: in all.")
    ]


class SearchCheckRequest(BaseModel):
    """A search that is being written."""

    signal: SignalName
    query: Annotated[str, Field(max_length=20_000)]


class SearchFault(BaseModel):
    """What can't be read: `position` and `length` in characters from 0; `hint` says what to write, or is empty."""

    detail: str
    position: int
    length: int
    hint: str


class SearchCheckResponse(BaseModel):
    """Whether a search can be read. `notices` tell of likely misspellings in one that can."""

    ok: bool
    error: SearchFault | None = None
    notices: list[str] = []
