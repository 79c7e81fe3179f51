"""Rules for log records: which are set, and what a parse rule would find."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sardonyx.processors.parsing.rules import Kind, ParseRule
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import lines
from sardonyx.storage.pipelines.log_handling import LogHandling

_LEVEL = (
    "multiIf(said_level = 0, '', said_level < 5, 'TRACE', said_level < 9, 'DEBUG', said_level < 13, 'INFO', "
    "said_level < 17, 'WARN', said_level < 21, 'ERROR', 'FATAL')"
)
_LINES = (
    "SELECT row.1 AS number, trimRight(row.2, ' \\r\\n\\t\\0') AS line, "
    "CAST([], 'Array(Tuple(String, String))') AS resource_pairs, resource_pairs AS line_pairs "
    "FROM (SELECT arrayJoin(arrayZip(arrayEnumerate({lines:Array(String)}), {lines:Array(String)})) AS row)"
)


@dataclass(frozen=True, slots=True)
class TriedLine:
    """What is found in a line: fields as they would become attributes, and what says level, time and body."""

    matched: bool
    fields: dict[str, str]
    level: str
    time: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class LogRules:
    """The rules that are in force. They come from the configuration and can't be changed here."""

    engine: Engine
    handling: LogHandling

    def named(self, name: str) -> ParseRule | None:
        """The parse rule of this name."""
        return next((rule for rule in self.handling.parse_rules if rule.name == name), None)

    async def tried(self, pattern: str, kind: Kind, texts: list[str]) -> list[TriedLine]:
        """What a rule with this pattern finds, by the statement that lines are read with on the way in; services are left out
        of account, and nothing is masked. Raises RuleError, StorageError."""
        rule = ParseRule("tried", pattern, kind)
        read = lines.read(_LINES, [rule])
        rows = await self.engine.rows(
            f"SELECT rule != 0 AS matched, CAST(kept, 'Map(String, String)') AS fields, {_LEVEL} AS level, "
            f"toString(said_at) AS time, body FROM ({lines.attributes()} FROM ({read})) ORDER BY number",
            {"lines": texts},
        )
        return [
            TriedLine(bool(row["matched"]), row["fields"], row["level"], _moment(int(row["time"])), row["body"])
            for row in rows
        ]


def _moment(nanoseconds: int) -> datetime | None:
    # Times far from any that a record may have are not taken on the way in either.
    if not 0 < nanoseconds < 4_102_444_800 * 10**9:
        return None
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
