"""Elasticsearch's bulk format → groups of lines. Pure: bytes in, `Bulk` or Malformed out.

Lines alternate: an action (`{"create":{"_index":"logs"}}`) and its document. Logs are written once, so `index` and `create` are
taken; `update` and `delete` are refused one by one, as documents that are no JSON objects are. A document whose id was taken
lately is not stored again. The documents are not parsed here beyond that. Source: Elasticsearch's bulk API.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import msgspec

from sardonyx.receivers.deliveries import key_of
from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.lines import Group

_WRITING = ("index", "create")
_ACTIONS = (*_WRITING, "update", "delete")
_NO_INDEX = "logs"
_OBJECT = msgspec.json.Decoder(msgspec.Raw)
_OBJECTS = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Item:
    """One action of a request: what it is answered by. `group` is the position of its group, None when it is refused or
    `repeated`: stored already, by the id it has."""

    action: str
    index: str
    id: str | None
    group: int | None = None
    reason: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A request's actions in order, its documents in groups of one index each, and the keys of those with ids (`Deliveries`)."""

    items: Sequence[Item]
    groups: Sequence[Group]
    keys: Sequence[bytes] = ()


class _Target(msgspec.Struct):
    index: str | None = msgspec.field(name="_index", default=None)
    id: str | int | None = msgspec.field(name="_id", default=None)


_ACTION = msgspec.json.Decoder(dict[str, _Target])


def parse(
    body: bytes, default_index: str = _NO_INDEX, *, sender: str = "", taken: Collection[bytes] = frozenset()
) -> Bulk:
    """Read a bulk request; ids are those of `sender`, and `taken` are keys of what he sent before. Raises Malformed for what
    can't be told apart at all."""
    known: dict[bytes, Item] = {}
    items: list[Item] = []
    places: list[int] = []
    documents: list[bytes] = []
    lines = iter(body.split(b"\n"))
    for line in lines:
        if not line or line.isspace():
            continue
        if (item := known.get(line)) is None:
            item = known[line] = _item(line, default_index, len(items) + 1)
        if item.action != "delete":
            document = next(lines, b"")
            if item.action in _WRITING:
                places.append(len(items))
                documents.append(document)
        items.append(item)
    if not items:
        raise Malformed("the bulk request is empty: an action and a document, each on a line of its own, are wanted")
    return _grouped(items, places, documents, _Ids(sender, taken))


def _item(line: bytes, default_index: str, number: int) -> Item:
    try:
        ((action, target),) = _ACTION.decode(line).items()
    except (msgspec.DecodeError, ValueError) as error:
        raise Malformed(
            f"action {number} is not one of {', '.join(_ACTIONS)} with its target: {line[:80]!r}"
        ) from error
    if action not in _ACTIONS:
        raise Malformed(f"action {number} is {action[:40]!r}; allowed are {', '.join(_ACTIONS)}")
    reason = "" if action in _WRITING else f"logs are written once: {action} is not possible"
    return Item(action, target.index or default_index, None if target.id is None else str(target.id), reason=reason)


class _Ids:
    """Which documents were taken already: before, or earlier in this request."""

    def __init__(self, sender: str, taken: Collection[bytes]) -> None:
        self._sender = sender
        self._taken = taken
        self.keys: dict[bytes, None] = {}

    def repeated(self, item: Item) -> bool:
        if item.id is None:
            return False
        key = key_of(f"elasticsearch {self._sender} {item.index} {item.id}")
        if key in self._taken or key in self.keys:
            return True
        self.keys[key] = None
        return False


def _grouped(items: list[Item], places: Sequence[int], documents: Sequence[bytes], ids: _Ids) -> Bulk:
    by_index: dict[str, list[bytes]] = {}
    order: dict[str, int] = {}
    placed: dict[int, Item] = {}  # actions that are one line are one item
    faults = _faults(documents)
    for number, (place, document) in enumerate(zip(places, documents, strict=True)):
        item = items[place]
        if number in faults:
            items[place] = replace(item, reason=faults[number])
            continue
        if ids.repeated(item):
            items[place] = replace(item, repeated=True)
            continue
        if item.index not in by_index:
            by_index[item.index], order[item.index] = [], len(order)
        by_index[item.index].append(document)
        if id(item) not in placed:
            placed[id(item)] = replace(item, group=order[item.index])
        items[place] = placed[id(item)]
    groups = [
        Group(attributes={"elasticsearch.index": index}, text=b"\n".join(found), others=len(found))
        for index, found in by_index.items()
    ]
    return Bulk(items, groups, tuple(ids.keys))


def _faults(documents: Sequence[bytes]) -> dict[int, str]:
    """Why documents are refused, by position: all are checked at once, and one by one only where one is wrong."""
    try:
        _OBJECTS.decode(b"[" + b",".join(documents) + b"]")
        if all(document.lstrip().startswith(b"{") for document in documents):
            return {}
    except (msgspec.DecodeError, RecursionError):
        pass
    return {number: fault for number, document in enumerate(documents) if (fault := _fault(document))}


def _fault(document: bytes) -> str:
    try:
        _OBJECT.decode(document)
    except (msgspec.DecodeError, RecursionError) as error:
        return f"the document is not JSON: {error}"
    return "" if document.lstrip().startswith(b"{") else "the document is not a JSON object"
