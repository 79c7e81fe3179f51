"""Which of Grafana's data sources a query is for, and in which language it is then asked of us."""

import re
from typing import Literal

from sardonyx.dashboards.grafana.reading import Document, items, mapping, text

Language = Literal["promql", "logql", "logs", "traces"]
OURS = "sardonyx"
"""The type our exports give queries that Grafana has no data source for."""

_LANGUAGES: dict[str, Language] = {
    "prometheus": "promql",
    "grafana-amazonprometheus-datasource": "promql",
    "grafana-azureprometheus-datasource": "promql",
    "victoriametrics-datasource": "promql",
    "victoriametrics-metrics-datasource": "promql",
    "loki": "logql",
}
_SPECIAL = {"-- Grafana --": "grafana", "-- Dashboard --": "-- Dashboard --", "-- Mixed --": "", "default": ""}
_SPECIAL_UIDS = {"grafana": "grafana", "-- Dashboard --": "-- Dashboard --", "__expr__": "__expr__"}
_VARIABLE = re.compile(r"^(?:\$\{?|\[\[)(\w+)(?::\w+)?(?:\}|\]\])?$")
_LOGS = re.compile(
    r"\}\s*(?:\|[=~>]|!=|!~|!>|\|\s*(?:json|logfmt|pattern|regexp|unpack|line_format|label_format|decolorize)\b)"
)


class Sources:
    """What a document says of its data sources: `__inputs` and its variables of kind datasource."""

    def __init__(self, document: Document) -> None:
        self._types = {
            text(one.get("name")): text(one.get("pluginId"))
            for one in items(document.get("__inputs"))
            if one.get("type") == "datasource"
        }
        self._constants = {
            text(one.get("name")): text(one.get("value"), 500)
            for one in items(document.get("__inputs"))
            if one.get("type") == "constant"
        }
        for one in items(mapping(document.get("templating")).get("list")):
            if one.get("type") == "datasource":
                self._types[text(one.get("name"))] = text(one.get("query") or one.get("pluginId"))

    def constant(self, written: str) -> str:
        """What a `${VAR_NAME}` of `__inputs` stands for; any other text as it is."""
        found = _VARIABLE.match(written)
        return self._constants.get(found[1], written) if found else written

    def type_of(self, source: object) -> str:
        """The plugin's id, or '' when the document doesn't tell."""
        if isinstance(source, dict):
            uid = text(source.get("uid"))
            if uid in _SPECIAL_UIDS:
                return _SPECIAL_UIDS[uid]
            told = text(source.get("type"))
            return ("" if told == "datasource" else told) or self.type_of(uid)
        name = text(source)
        if name in _SPECIAL:
            return _SPECIAL[name]
        if found := _VARIABLE.match(name):
            return self._types.get(found[1], "")
        lowered = name.lower()
        return next((known for known in ("prometheus", "loki") if known in lowered), "")

    def language(self, panel: Document, query: Document) -> tuple[Language | None, str]:
        """The language of a query, or None and the type of the source we don't speak for."""
        kind = self.type_of(query.get("datasource")) or self.type_of(panel.get("datasource"))
        if kind == OURS:
            wanted = query.get("language")
            return ("traces" if wanted == "traces" else "logs"), kind
        if not kind:
            return guess(query, text(panel.get("type"))), "of unknown type"
        return _LANGUAGES.get(kind), kind


def guess(query: Document, panel_type: str = "") -> Language | None:
    """By the text alone: None when there is no expression."""
    expression = text(query.get("expr"))
    if not expression:
        return None
    return "logql" if panel_type == "logs" or _LOGS.search(expression) else "promql"
