"""Which incident a failure belongs to. Pure decisions over rows; `incidents.service` stores them.

One incident per root failure: what fails because of it joins. If symptoms were noticed before their root, it joins theirs, and
incidents that turn out to be one become one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sardonyx.incidents.state_models import IncidentRow

REOPEN_WITHIN = timedelta(minutes=5)
"""What fails again so soon after it recovered is the same incident."""

_RANKS = {"critical": 2, "warning": 1, "info": 0}


@dataclass(frozen=True, slots=True)
class Member:
    """A thing that fails, such as a monitor; `id` is unique among all kinds."""

    id: str
    name: str
    severity: str = "critical"
    service: str = ""
    environment: str = ""
    message: str = ""

    def joined(self, at: datetime) -> dict[str, Any]:
        """As an incident keeps it."""
        return {
            "name": self.name, "service": self.service, "environment": self.environment,
            "joined_at": at.isoformat(), "recovered_at": None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """A root, and all that fails because of it (without the root), as of `at`; the root fails since `since`."""

    root: Member
    symptoms: Sequence[Member]
    at: datetime
    since: datetime

    @property
    def members(self) -> list[Member]:
        """All, the root first."""
        return [self.root, *self.symptoms]


def fails_in(row: IncidentRow) -> set[str]:
    """Ids of its members that have not recovered."""
    return {member for member, told in row.members.items() if told["recovered_at"] is None}


def belonging(failure: Failure, open_rows: Sequence[IncidentRow]) -> list[IncidentRow]:
    """The open incidents it is about, the oldest first."""
    ids = {member.id for member in failure.members}
    found = [row for row in open_rows if row.correlation_key == failure.root.id or ids & fails_in(row)]
    return sorted(found, key=lambda row: row.number)


def may_reopen(row: IncidentRow, failure: Failure) -> bool:
    """Whether a resolved incident goes on: the same root, or one of the same things, so shortly after."""
    if row.resolved_at is None or failure.at - row.resolved_at > REOPEN_WITHIN:
        return False
    return row.correlation_key == failure.root.id or bool(row.members.keys() & {one.id for one in failure.members})


def is_settled(row: IncidentRow, failure: Failure, by_itself: str) -> bool:
    """Whether somebody has resolved it while the root was failing: then it opens no other until it fails anew."""
    return row.resolved_at is not None and row.resolved_by != by_itself and failure.since <= row.resolved_at


def worst(severities: Sequence[str]) -> str:
    """The gravest of them."""
    return max(severities, key=lambda severity: _RANKS.get(severity, 0))


def title_of(member: Member) -> str:
    """What an incident with this root is called."""
    return f"{member.name} is down"
