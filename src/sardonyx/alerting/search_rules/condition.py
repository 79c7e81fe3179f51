"""What a search rule asks: how many log records or spans a search finds in a window, and when that is too many or too few."""

import re
from dataclasses import dataclass
from typing import Literal

from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.compiler import Compiled
from sardonyx.query.search.fields import LOGS, SPANS, Signal
from sardonyx.query.search.tree import And, Match, Node, Phrase, Word

SignalName = Literal["logs", "traces"]
Op = Literal["above", "below", "absent"]

SIGNALS: dict[SignalName, Signal] = {"logs": LOGS, "traces": SPANS}
WORDS: dict[SignalName, str] = {"logs": "log records", "traces": "spans"}
_SERVICE_FIELDS = frozenset({"service", "service.name"})
_ENVIRONMENT_FIELDS = frozenset({"env", "environment", "deployment.environment.name"})
_NO_LABEL = re.compile(r"[^a-zA-Z0-9_]")


@dataclass(frozen=True, slots=True)
class Condition:
    """Breached by more than `threshold` records, by fewer, or by none. `group_by` is a field of the search language, or empty: each
    of its values is counted for itself. Only what `scope` may see is counted."""

    signal: SignalName
    query: str
    op: Op
    threshold: int
    window_seconds: int
    group_by: str = ""
    scope: AccessScope = AccessScope.ALL

    @property
    def compiled(self) -> Compiled:
        """The search. Raises SearchSyntaxError."""
        return compile_search(self.query, SIGNALS[self.signal])

    @property
    def wants_few(self) -> bool:
        """Whether it is a lack of records that breaches it."""
        return self.op != "above"

    @property
    def limit(self) -> int:
        """The count to compare with: more than this, or (`wants_few`) fewer than this."""
        return 1 if self.op == "absent" else self.threshold

    def is_breached_by(self, records: int) -> bool:
        """Whether so many records are too many or too few."""
        return records < self.limit if self.wants_few else records > self.limit

    @property
    def group_label(self) -> str:
        """The label of alerts that has the group's value; empty without groups."""
        field = self.group_by
        if field.lower() in _SERVICE_FIELDS:
            return SERVICE_LABEL
        if field.lower() in _ENVIRONMENT_FIELDS:
            return ENVIRONMENT_LABEL
        name = _NO_LABEL.sub("_", field)
        return f"_{name}" if name[:1].isdigit() else name

    @property
    def service(self) -> str:
        """The one service the search is about, or ''."""
        return _service_of(self.compiled.tree)

    @property
    def text(self) -> str:
        """In words: `more than 10 log records in 5m by service: level:error`."""
        amount = {"above": f"more than {self.threshold:,}", "below": f"fewer than {self.threshold:,}", "absent": "no"}
        by = f" by {self.group_by}" if self.group_by else ""
        return (
            f"{amount[self.op]} {WORDS[self.signal]} in {duration_text(self.window_seconds)}{by}: {self.query or '*'}"
        )


def duration_text(seconds: int) -> str:
    """The length in the largest unit that divides it: 300 → 5m."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _service_of(tree: Node) -> str:
    for node in tree.children if isinstance(tree, And) else (tree,):
        if isinstance(node, Match) and node.field is not None and node.field.name.lower() in _SERVICE_FIELDS:
            if isinstance(node.value, Phrase):
                return node.value.text
            if isinstance(node.value, Word) and not node.value.has_wildcard:
                return node.value.text
    return ""
