"""A writer of samples that keeps them."""

from collections.abc import Sequence

from sardonyx.receivers.sample_writer import FamilyMetadata, Pairs


class Written:
    """Stands where a SampleWriter does."""

    def __init__(self) -> None:
        self.samples: list[tuple[dict[str, str], float, int]] = []

    async def write(self, written: Sequence[tuple[Pairs, float, int]], metadata: Sequence[FamilyMetadata] = ()) -> None:
        self.samples += [(dict(pairs), value, at) for pairs, value, at in written]

    def of(self, name: str, **labels: str) -> list[float]:
        """Values in the order they were written."""
        wanted = {"__name__": name, **labels}
        return [value for pairs, value, _ in self.samples if wanted.items() <= pairs.items()]
