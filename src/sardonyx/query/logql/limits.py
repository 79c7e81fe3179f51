"""What one LogQL query may use."""

from dataclasses import dataclass

from sardonyx.storage.engine import Limits


@dataclass(frozen=True, slots=True)
class LogqlLimits:
    """Bounds of one query; a query that would pass one is refused with figures. Defaults are upstream's where it has one."""

    max_entries: int = 5_000
    max_series: int = 500
    max_points: int = 11_000
    max_cells: int = 20_000_000
    seconds: float = 60.0
    memory_bytes: int | None = None

    @property
    def engine(self) -> Limits:
        """The limits of each statement."""
        return Limits(seconds=self.seconds, memory_bytes=self.memory_bytes)


DEFAULT_LIMITS = LogqlLimits()

SETTINGS = {
    "max_subquery_depth": 500,
    "output_format_json_escape_forward_slashes": 0,
    "output_format_json_quote_denormals": 1,
}
"""Of the engine: each stage is a SELECT around the one before."""
