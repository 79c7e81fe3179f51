"""One target's series: text on the page → final labels → id. Everything about a series is worked out once.

A series has a slot, a small number. `slots` knows the slot of each text (-1: dropped by relabelling); a slot knows the
encoded labels and, once the engine has told it, the id. Two texts that become the same labels share a slot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sardonyx.collectors.scrape.errors import ScrapeFailed
from sardonyx.collectors.scrape.exposition import Pairs, labels_of
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.relabel import Labels, Rule, relabel
from sardonyx.receivers.remote_write_messages import TimeSeries

DROPPED = -1
_Ids = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Naming:
    """How scraped labels become a series' labels."""

    target_labels: Mapping[str, str]
    honor_labels: bool
    rules: tuple[Rule, ...]
    label_limit: int = 0
    name_limit: int = 0
    value_limit: int = 0

    @classmethod
    def of(cls, labels: Mapping[str, str], job: Job, rules: tuple[Rule, ...]) -> "Naming":
        """The naming of one target of a job."""
        limits = (job.label_limit, job.label_name_length_limit, job.label_value_length_limit)
        return cls(labels, job.honor_labels, rules, *(limit or 0 for limit in limits))

    def final(self, scraped: Pairs) -> Labels | None:
        """Labels after merging and metric relabelling; None when dropped. Raises ScrapeFailed beyond a limit."""
        labels = relabel(merged(dict(scraped), self.target_labels, honor=self.honor_labels), self.rules)
        if labels is None:
            return None
        if not labels.get("__name__"):
            raise ScrapeFailed("metric relabelling left a series without a name")
        self._check(labels)
        return labels

    def _check(self, labels: Labels) -> None:
        if self.label_limit and len(labels) > self.label_limit:
            raise ScrapeFailed(
                f"label_limit exceeded: {labels['__name__']} has {len(labels)} labels, the limit is {self.label_limit}"
            )
        for name, value in labels.items():
            if self.name_limit and len(name.encode()) > self.name_limit:
                raise ScrapeFailed(
                    f"label_name_length_limit exceeded: {name[:60]} of {labels['__name__'][:60]}, the limit is {self.name_limit}"
                )
            if self.value_limit and len(value.encode()) > self.value_limit:
                raise ScrapeFailed(
                    f"label_value_length_limit exceeded: {name} of {labels['__name__'][:60]}, the limit is {self.value_limit}"
                )


def merged(scraped: Labels, target: Mapping[str, str], *, honor: bool) -> Labels:
    """Both label sets in one. A clash: the target's label wins and the other is `exported_…`, unless scraped ones are honoured."""
    if honor:
        return {name: value for name, value in {**target, **scraped}.items() if value}
    out, moved = dict(scraped), {}
    for name, value in target.items():
        if name in out:
            moved[name] = out.pop(name)
        out[name] = value
    for name, value in moved.items():
        new = f"exported_{name}"
        while new in out:
            new = f"exported_{new}"
        out[new] = value
    return out


class SeriesBook:
    """Slots of one target."""

    def __init__(self, naming: Naming) -> None:
        self.slots: dict[str, int] = {}
        self._naming = naming
        self._by_labels: dict[bytes, int] = {}
        self.encoded: list[bytes] = []
        self._ids: _Ids = np.zeros(0, np.uint64)

    def slot_of(self, text: str) -> int:
        """The slot of a series' text, worked out now if it is new. Raises ScrapeFailed."""
        if (slot := self.slots.get(text)) is None:
            labels = self._naming.final(labels_of(text))
            slot = self.slots[text] = DROPPED if labels is None else self.slot_for(labels)
        return slot

    def slot_for(self, labels: Labels) -> int:
        """The slot of final labels."""
        encoded = encode(labels)
        if (slot := self._by_labels.get(encoded)) is None:
            slot = self._by_labels[encoded] = len(self.encoded)
            self.encoded.append(encoded)
        return slot

    def ids(self) -> _Ids:
        """Ids by slot; 0 is not known."""
        if len(self._ids) < len(self.encoded):
            self._ids = np.concatenate([self._ids, np.zeros(len(self.encoded) - len(self._ids), np.uint64)])
        return self._ids

    def pairs(self, slot: int) -> Pairs:
        """The final labels of a slot."""
        return tuple((label.name, label.value) for label in TimeSeries.FromString(self.encoded[slot]).labels)

    def told(self, slots: Sequence[int], ids: Sequence[int]) -> None:
        """The engine told these ids."""
        self.ids()[np.array(slots, np.int64)] = np.array(ids, np.uint64)


def encode(labels: Labels) -> bytes:
    """Labels as a TimeSeries begins with them, in order of their names."""
    series = TimeSeries()
    for name, value in sorted(labels.items()):
        series.labels.add(name=name, value=value)
    return series.SerializeToString()  # type: ignore[no-any-return]
