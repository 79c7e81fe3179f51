"""Which metrics are there: a shipped dashboard appears by itself when its exporter does."""

import time
from collections.abc import Collection

from sardonyx.query.metrics.catalogue import Range, SeriesCatalogue
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

LATELY_MS = 3_600_000


class MetricPresence:
    """Asks the catalogue of series."""

    def __init__(self, engine: Engine) -> None:
        self._catalogue = SeriesCatalogue(engine)

    async def among(self, metrics: Collection[str], scope: AccessScope) -> set[str]:
        """Those of `metrics` that had samples within the last hour and the caller may see."""
        if not metrics:
            return set()
        pattern = "|".join(sorted(metrics))  # names of metrics hold nothing a pattern would read
        end = round(time.time() * 1000)
        selector = f'{{__name__=~"{pattern}"}}'
        return set(await self._catalogue.label_values("__name__", [selector], Range(end - LATELY_MS, end), scope))
