"""Templates of `line_format` and `label_format`: the part of Go's that can be said in SQL. Text → tree.

Source: Go, text/template; Grafana Loki, "LogQL template functions".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s+|(?P<string>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)|\.(?P<field>[A-Za-z_]\w*)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<op>[|()])"
)
_ACTION = re.compile(r"\{\{(-?)\s*(?:/\*.*?\*/\s*-?|(.*?))(-?)\}\}", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_MAX_DEPTH = 30


class TemplateError(ValueError):
    """A template that can't be read, or says what is not supported."""


@dataclass(frozen=True, slots=True)
class Field:
    """`.label`."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A literal; numbers are texts too."""

    value: str


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of arguments."""

    name: str
    args: tuple["Expr", ...]


Expr = Field | Text | Apply


@dataclass(frozen=True, slots=True)
class If:
    """`{{if …}}…{{else}}…{{end}}`."""

    condition: Expr
    then: tuple["Part", ...]
    otherwise: tuple["Part", ...]


Part = Expr | If


def read_template(text: str, arities: Mapping[str, tuple[int, int]]) -> tuple[Part, ...]:
    """The parts of a template; `arities` are the functions there are, with their least and most arguments. Raises
    TemplateError."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    trim_next = False
    for match in _ACTION.finditer(text):
        before = text[at : match.start()]
        before = before.lstrip() if trim_next else before
        pieces.append((False, before.rstrip() if match[1] else before))
        trim_next = bool(match[3])
        if match[2] is not None:
            pieces.append((True, match[2].strip()))
        at = match.end()
    rest = text[at:].lstrip() if trim_next else text[at:]
    if "{{" in rest:
        raise TemplateError("unclosed action")
    pieces.append((False, rest))
    parts, end = _Reader(pieces, arities).parts(0)
    if end:
        raise TemplateError(f"unexpected {{{{{end}}}}}")
    return parts


class _Reader:
    def __init__(self, pieces: list[tuple[bool, str]], arities: Mapping[str, tuple[int, int]]) -> None:
        self._pieces = pieces
        self._at = 0
        self._arities = arities

    def parts(self, depth: int) -> tuple[tuple[Part, ...], str]:
        """Parts up to the end, or to an `end` or `else`, which is returned."""
        if depth > _MAX_DEPTH:
            raise TemplateError("nested too deeply")
        found: list[Part] = []
        while self._at < len(self._pieces):
            is_action, text = self._pieces[self._at]
            self._at += 1
            if not is_action:
                if text:
                    found.append(Text(text))
                continue
            word = text.split(None, 1)[0] if text else ""
            if word in ("end", "else"):
                return tuple(found), text
            if word == "if":
                found.append(self._if(text[2:], depth))
            elif word in ("range", "with", "define", "template", "block", "break", "continue") or text.startswith("$"):
                raise TemplateError(f"{word or text} is not supported")
            else:
                found.append(self._expression(text))
        return tuple(found), ""

    def _if(self, condition: str, depth: int) -> If:
        wanted = self._expression(condition)
        then, end = self.parts(depth + 1)
        otherwise: tuple[Part, ...] = ()
        if end.startswith("else"):
            rest = end[4:].strip()
            if rest.startswith("if"):
                return If(wanted, then, (self._if(rest[2:], depth + 1),))
            otherwise, end = self.parts(depth + 1)
        if end != "end":
            raise TemplateError("an if is never ended")
        return If(wanted, then, otherwise)

    def _expression(self, text: str) -> Expr:
        expression = _Expression(text, self._arities)
        found = expression.pipeline(0)
        expression.finish()
        return found


class _Expression:
    """One pipeline: `.path | replace "a" "b" | upper`."""

    def __init__(self, text: str, arities: Mapping[str, tuple[int, int]]) -> None:
        self._text = text
        self._arities = arities
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise TemplateError(f"unexpected {text[at]!r} in {text!r}")
            if match.lastgroup:
                self._tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()

    def finish(self) -> None:
        """Raise unless all is read."""
        if self._at < len(self._tokens):
            raise TemplateError(f"unexpected {self._tokens[self._at][1]!r} in {self._text!r}")

    def pipeline(self, depth: int) -> Expr:
        """Commands joined by `|`: the result of each is the last argument of the next."""
        if depth > _MAX_DEPTH:
            raise TemplateError("nested too deeply")
        found = self._command(None, depth)
        while self._is("|"):
            self._at += 1
            found = self._command(found, depth)
        return found

    def _command(self, before: Expr | None, depth: int) -> Expr:
        if self._at >= len(self._tokens):
            raise TemplateError("missing value for command")
        kind, text = self._tokens[self._at]
        if kind != "name":
            if before is not None:
                raise TemplateError(f"{text!r} is no function: nothing can be piped into it")
            return self._operand(depth)
        self._at += 1
        args: list[Expr] = []
        while self._at < len(self._tokens) and not self._is("|") and not self._is(")"):
            args.append(self._operand(depth))
        if before is not None:
            args.append(before)
        return self._applied(text, args)

    def _applied(self, name: str, args: list[Expr]) -> Apply:
        if name not in self._arities:
            raise TemplateError(f'function "{name}" is not supported')
        least, most = self._arities[name]
        if not least <= len(args) <= most:
            raise TemplateError(f"wrong number of args for {name}: want {least} got {len(args)}")
        return Apply(name, tuple(args))

    def _operand(self, depth: int) -> Expr:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "field":
            return Field(text)
        if kind == "number":
            return Text(text)
        if kind == "string":
            return Text(text[1:-1] if text[0] == "`" else _unescaped(text[1:-1]))
        if kind == "name":
            return self._applied(text, [])
        if text == "(":
            inner = self.pipeline(depth + 1)
            if not self._is(")"):
                raise TemplateError("unclosed left paren")
            self._at += 1
            return inner
        raise TemplateError(f"unexpected {text!r} in {self._text!r}")

    def _is(self, op: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == ("op", op)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
