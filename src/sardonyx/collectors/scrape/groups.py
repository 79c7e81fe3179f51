"""What discovery finds: groups of targets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Targets of one place: `source` names it (unique within a discovery), `labels` are added to each of `targets`.

    Each target has at least `__address__`. A group without targets takes the place away.
    """

    source: str
    targets: tuple[Labels, ...] = ()
    labels: Labels = field(default_factory=dict)


Update = Callable[[Sequence[TargetGroup]], None]
"""Tells groups that are new or have changed; a group not told stays as it was."""
