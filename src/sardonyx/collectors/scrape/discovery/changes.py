"""Telling only what changed."""

from collections.abc import Iterable

from sardonyx.collectors.scrape.groups import TargetGroup


class KnownGroups:
    """The groups that were told, by source."""

    def __init__(self) -> None:
        self._told: dict[str, TargetGroup] = {}

    def changes(self, groups: Iterable[TargetGroup]) -> list[TargetGroup]:
        """What is new or different now that these are all groups; a source that vanished comes as an empty group."""
        now = {group.source: group for group in groups}
        changed = [group for source, group in now.items() if self._told.get(source) != group]
        changed += [TargetGroup(source) for source in self._told if source not in now]
        self._told = now
        return changed
