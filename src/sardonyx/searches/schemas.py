"""Requests and answers of saved searches, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sardonyx.searches.completion import SignalName

Name = Annotated[str, Field(min_length=1, max_length=200)]
QueryText = Annotated[
    str,
    Field(description="The search language; refused when it can't be read.", max_length=10_000, pattern=r"^[^\x00]*$"),
]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Columns = Annotated[list[ColumnName], Field(max_length=50, description="Columns of the list, in their order.")]


class SavedSearchInput(BaseModel):
    """A search to keep. Its name is unique among one's own of a signal."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    signal: SignalName
    query: QueryText = ""
    columns: Columns = []
    shared: Annotated[bool, Field(description="Whether everyone who may read the signal sees it.")] = False


class SavedSearchChanges(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    query: QueryText | None = None
    columns: Columns | None = None
    shared: bool | None = None


class SavedSearchView(BaseModel):
    """A saved search."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    signal: SignalName
    query: str
    columns: list[str]
    shared: bool
    owner: Annotated[str, Field(description="The name of who saved it.")]
    created_at: datetime
    updated_at: datetime
    may_change: Annotated[bool, Field(description="Whether the caller may change and delete it.")]


class SavedSearchList(BaseModel):
    """One's own searches and the shared ones, by name."""

    items: list[SavedSearchView]
