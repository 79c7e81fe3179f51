"""Requests and answers of /rest/masking."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_TRY_BYTES = 64 << 10

ActionName = Literal["redact", "hash", "format_hash", "partial", "drop"]
FieldActionName = Literal["keep", "redact", "hash", "format_hash", "partial", "drop"]


class MaskingRuleView(BaseModel):
    """One rule in use."""

    name: str
    description: str = Field(description="What it finds, in words.")
    action: ActionName
    built_in: bool


class MaskingFieldView(BaseModel):
    """What happens to one field's values."""

    field: str = Field(description="An attribute's key or a label's name; `*` stands for any characters.")
    action: FieldActionName
    services: list[str] = Field(description="Only of these services; empty: of all.")


class MaskingResponse(BaseModel):
    """What is masked before anything is stored. Rules are in the order they are applied."""

    enabled: bool
    rules: list[MaskingRuleView]
    denied_keys: list[str] = Field(description="Attribute keys, or their last part, whose values are never kept.")
    denied_keys_action: ActionName
    allowed_keys: list[str] = Field(description="Attribute keys whose values are never masked.")
    fields: list[MaskingFieldView] = Field(description="Policies for single fields; the first that applies counts.")


class MaskingTry(BaseModel):
    """A text and attributes to mask, together at most 64 KiB."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=MAX_TRY_BYTES)] | None = None
    attributes: Annotated[dict[str, str], Field(max_length=1000)] | None = None
    service: Annotated[str, Field(max_length=300)] | None = Field(
        None, description="The service they are of, for policies of some services."
    )

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        parts = [self.text or "", *(part for pair in (self.attributes or {}).items() for part in pair)]
        size = sum(len(part.encode()) for part in parts)
        if size > MAX_TRY_BYTES:
            raise ValueError(f"text and attributes have {size} bytes; at most {MAX_TRY_BYTES} are tried")
        return self


class MaskingFound(BaseModel):
    """What a rule found: characters `start` up to, not including, `end`, in Unicode characters (not UTF-16 units).

    `attribute` names the attribute it is in the value of; null: it is in the text. The rule `denied_key` is the list of keys,
    `field_policy` a policy for a field.
    """

    rule: str
    start: int
    end: int
    attribute: str | None


class MaskingTried(BaseModel):
    """How it would be stored; hashes are made with a key of the moment. An attribute that a rule drops is missing."""

    text: str | None
    attributes: dict[str, str] | None
    found: list[MaskingFound]
