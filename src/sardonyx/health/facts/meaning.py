"""Which facts are watched, how each is decided, and what its change is called.

A fact that is not listed is shown with the monitor and otherwise left alone.
"""

from dataclasses import dataclass
from typing import Literal

Decided = Literal["role", "value", "start", "instance", "set", "one", "kept"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a fact is decided, the kind of change it makes, and the words for it."""

    decided: Decided
    kind: str
    words: str


FACTS = {
    "role": Meaning("role", "failover", ""),
    "leader": Meaning("value", "failover", "{after} leads now, before it {before}"),
    "system_identifier": Meaning(
        "value", "failover", "another database cluster answers now: {after}, before it {before}"
    ),
    "started_at": Meaning("start", "restart", "was restarted at {after}"),
    "run_id": Meaning("instance", "restart", "was restarted"),
    "addresses": Meaning("set", "dns", "its name now leads to {after}, before it {before}"),
    "answers": Meaning("set", "dns", "the answer is {after} now, before it {before}"),
    "certificate": Meaning("one", "certificate", "has another certificate now: {after}, before it {before}"),
    "version": Meaning("kept", "", ""),
    "image": Meaning("kept", "", ""),
    "timeline": Meaning("kept", "", ""),
}
"""role: see `cluster` · value: any other value · start: a later time, after we last saw the thing · instance: a value never seen
before · set: see `sets` · one: the same, of one member · kept: told beside others."""

INSTANCE = ("started_at", "run_id")
"""What tells one process of a server from another."""
