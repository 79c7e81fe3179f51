"""Target groups as people and programs write them, in JSON or YAML: `[{"targets": ["host:9100"], "labels": {…}}]`."""

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from sardonyx.collectors.scrape.errors import DiscoveryFailed
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.models import StaticConfig

_GROUPS: TypeAdapter[tuple[StaticConfig, ...]] = TypeAdapter(tuple[StaticConfig, ...])
_MOST_MISTAKES = 5


def read_groups(content: object, source: str, labels: Mapping[str, str]) -> list[TargetGroup]:
    """The groups of a parsed document; `labels` are added to each. Raises DiscoveryFailed naming what is wrong."""
    try:
        written = _GROUPS.validate_python(_without_nulls(content))
    except ValidationError as error:
        mistakes = [f": [{_place(one['loc'])}] {one['msg']}" for one in error.errors()[:_MOST_MISTAKES] if one["loc"]]
        raise DiscoveryFailed(f"{source}: is no list of target groups{''.join(mistakes)}") from None
    return [made(one, f"{source}:{number}", labels) for number, one in enumerate(written)]


def made(written: StaticConfig, source: str, labels: Mapping[str, str]) -> TargetGroup:
    """A written group as discovery tells it."""
    targets = tuple({"__address__": address} for address in written.targets)
    return TargetGroup(source, targets, {**written.labels, **labels})


def _without_nulls(content: object) -> object:
    """Go writes an empty list or map as null."""
    if content is None:
        return ()
    if not isinstance(content, list):
        return content
    return [
        {key: value for key, value in group.items() if value is not None} if isinstance(group, dict) else group
        for group in content
    ]


def _place(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in parts)
