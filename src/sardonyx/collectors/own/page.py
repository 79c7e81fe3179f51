"""A process' own metrics as a page to scrape."""

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest


class OwnPage:
    """Everything a registry holds, but for when each counter began: a series more of each would tell the same time."""

    def __init__(self, registry: CollectorRegistry) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.problems: tuple[str, ...] = ()
        self._registry = registry

    async def page(self) -> bytes:
        """As they are now."""
        return generate_latest(self._registry)

    async def close(self) -> None:
        """Nothing to let go of."""
