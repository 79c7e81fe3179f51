"""One target's series: text on the page → final labels → id. Everything about a series is worked out once.

A series has a slot, a small number. `slots` knows the slot of each text (-1: dropped by relabelling); a slot knows the
encoded labels and, once the engine has told it, the id. Two texts that become the same labels share a slot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sardonyx.collectors.scrape.errors import ScrapeFailed
from sardonyx.collectors.scrape.exposition import Pairs, labels_of
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.relabel import Labels, Rule, relabel
from sardonyx.receivers.remote_write_messages import TimeSeries
from sardonyx.receivers.sample_writer import Ids, encode_labels

DROPPED = -1
Slots = npt.NDArray[np.int64]


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
    """Both label sets in one, without empty values. A clash: the target's label wins and the other is `exported_…`.

    Where scraped labels are honoured they win, an empty one too: it takes the target's away.
    """
    if honor:
        return {name: value for name, value in {**target, **scraped}.items() if value}
    out, moved = {name: value for name, value in scraped.items() if value}, {}
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
    """Slots of one target. Slots are given once and for all until `compact`."""

    def __init__(self, naming: Naming) -> None:
        self.slots: dict[str, int] = {}
        self.encoded: list[bytes] = []
        self._naming = naming
        self._by_labels: dict[bytes, int] = {}
        self._ids: Ids = np.zeros(0, np.uint64)
        self._known: Mapping[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.encoded)

    def slot_of(self, text: str) -> int:
        """The slot of a series' text, worked out now if it is new. Raises ScrapeFailed."""
        if (slot := self.slots.get(text)) is None:
            labels = self._naming.final(labels_of(text))
            slot = self.slots[text] = DROPPED if labels is None else self.slot_for(labels)
        return slot

    def slot_for(self, labels: Labels) -> int:
        """The slot of final labels."""
        encoded = encode_labels(tuple(labels.items()))
        if (slot := self._by_labels.get(encoded)) is None:
            slot = self._by_labels[encoded] = len(self.encoded)
            self.encoded.append(encoded)
        return slot

    def ids_of(self, slots: Slots, known: Mapping[bytes, int]) -> Ids:
        """Ids of slots, 0 where not known. `known` are those of this generation: another one forgets all of the last."""
        if known is not self._known:
            self._known, self._ids = known, np.zeros(len(self.encoded), np.uint64)
        elif len(self._ids) < len(self.encoded):
            self._ids = np.concatenate([self._ids, np.zeros(len(self.encoded) - len(self._ids), np.uint64)])
        for slot in slots[self._ids[slots] == 0].tolist():
            self._ids[slot] = known.get(self.encoded[slot], 0)
        found: Ids = self._ids[slots]
        return found

    def pairs(self, slot: int) -> Pairs:
        """The final labels of a slot."""
        return tuple((label.name, label.value) for label in TimeSeries.FromString(self.encoded[slot]).labels)

    def compact(self, texts: Iterable[str], keep: Slots) -> Slots:
        """Forget all but these texts and slots. Returns the new slot of each old one, DROPPED for those forgotten."""
        self.slots = {text: self.slots[text] for text in texts}
        kept = np.unique(np.concatenate([keep, np.fromiter(self.slots.values(), np.int64, len(self.slots))]))
        kept = kept[kept != DROPPED]
        new = np.full(len(self.encoded) + 1, DROPPED, np.int64)  # the last stands for DROPPED itself
        new[kept] = np.arange(len(kept))
        self.slots = {text: int(new[slot]) for text, slot in self.slots.items()}
        self.encoded = [self.encoded[slot] for slot in kept.tolist()]
        self._by_labels = {encoded: slot for slot, encoded in enumerate(self.encoded)}
        self._known = {}
        return new[:-1]
