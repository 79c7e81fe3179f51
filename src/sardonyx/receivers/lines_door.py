"""What every receiver of log lines does with them once it has read its protocol: pins, journal, rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sardonyx.access.principal import Principal
from sardonyx.journal.batch import Batch
from sardonyx.receivers.deliveries import Deliveries
from sardonyx.receivers.intake import Intake, sender_of
from sardonyx.receivers.lines import Group, encoded
from sardonyx.receivers.pins import Pins
from sardonyx.receivers.rates import KeyRates
from sardonyx.storage.pipelines.lines import STREAM


@dataclass(frozen=True, slots=True)
class TakenLines:
    """How many lines were stored, and why some groups were not, by their position."""

    lines: int
    refused: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LinesDoor:
    """The way in for log lines, whatever they came by."""

    intake: Intake
    rates: KeyRates = field(default_factory=KeyRates)
    deliveries: Deliveries = field(default_factory=Deliveries)

    async def take(
        self, receiver: str, groups: Sequence[Group], principal: Principal, address: str,
        marks: Mapping[str, str] | None = None, deliveries: Sequence[bytes] = (), rejected: int = 0,
    ) -> TakenLines:  # fmt: skip
        """Return once the lines are safe. Raises Overloaded; `rates.check` comes before the body is read.

        A key bound to one service or environment gives its lines that name, whatever they say; one bound to several refuses
        groups whose resource names none of them. `marks` are as safe as the lines (`journal.marks`), and so
        are the keys of `deliveries` (`Deliveries`), which is what their senders named them. `rejected` lines of the same
        delivery were left out before: they are counted.
        """
        kept, refused = _pinned(groups, Pins.of(principal))
        lines = sum(group.size for group in kept)
        left_out = rejected + sum(groups[index].size for index in refused)
        batch = Batch(STREAM, encoded(kept, deliveries) if kept else b"", lines, sender_of(principal, address))
        await self.intake.accept(receiver, "logs", batch, rejected=left_out, marks=marks)
        self.rates.charge(principal, lines + left_out)
        return TakenLines(lines, refused)


def _pinned(groups: Sequence[Group], pins: Pins | None) -> tuple[Sequence[Group], dict[int, str]]:
    if pins is None:
        return groups, {}
    kept: list[Group] = []
    refused: dict[int, str] = {}
    for index, group in enumerate(groups):
        resource = dict(group.resource)
        for pin in pins.pins:
            if pin.only is not None:
                resource = {pin.attributes[0]: pin.only} | {
                    key: value for key, value in resource.items() if key not in pin.attributes
                }
            elif (fault := pin.fault([resource[key] for key in pin.attributes if resource.get(key)])) is not None:
                refused[index] = fault
                break
        else:
            kept.append(replace(group, resource=resource))
    return kept, refused
