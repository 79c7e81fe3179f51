"""What can go wrong in a template.

TemplateError       the text of Go's own error: `template: NAME:LINE: …` or `template: NAME:LINE:COLUMN: executing …`
├── ParseFailed     the text is no template
└── ExecuteFailed   it met data it can't work on
CallFailed          a function refused its arguments; `execute` adds where
QueryNeeded         the answer of a query is needed before it can go on
"""


class TemplateError(Exception):
    """A template can't be read or executed."""


class ParseFailed(TemplateError):
    """The text is no template."""


class ExecuteFailed(TemplateError):
    """Executing ended with an error."""


class CallFailed(Exception):
    """A function was called with what it can't take."""


class QueryNeeded(Exception):
    """The template asks for the answer of `query`, which isn't known yet."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self.query = query
