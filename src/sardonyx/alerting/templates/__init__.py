"""The template language of alert labels and annotations: Go's text/template with Prometheus' functions.

`lexer` (text → tokens) → `parser` (tokens → `nodes`) → `execute` (nodes on data → text), which calls `functions` (Prometheus')
and `builtins` (Go's). `expand` puts them together for alerts. Nothing here waits or reads anything: a template that asks for a
query stops with QueryNeeded, and is executed again once the answer is there.
"""

from sardonyx.alerting.templates.errors import QueryNeeded, TemplateError
from sardonyx.alerting.templates.expand import Answer, Template, check_alert_template, expand_alert_template
from sardonyx.alerting.templates.values import Sample

__all__ = [
    "Answer",
    "QueryNeeded",
    "Sample",
    "Template",
    "TemplateError",
    "check_alert_template",
    "expand_alert_template",
]
