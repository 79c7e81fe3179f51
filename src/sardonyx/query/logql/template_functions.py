"""What the functions of templates are in SQL. Each takes SQL texts; arguments are in the order of the template.

Source: Grafana Loki, "LogQL template functions".
"""

import re
from collections.abc import Callable

from sardonyx.query.logql.templates import Apply, Expr, Field, If, Part, TemplateError, Text
from sardonyx.query.statement import Binder

Value = Callable[[str], str]
_WIDEST = 10_000
_MAX_SQL = 20_000


def _integer(text: str) -> str:
    return f"toInt64OrZero({text})"


def _substr(start: str, end: str, text: str) -> str:
    low, high = _integer(start), _integer(end)
    upto = f"if({high} < 0 OR {high} > length({text}), length({text}), {high})"
    return (
        f"multiIf({low} < 0, substring({text}, 1, greatest({high}, 0)), "
        f"substring({text}, {low} + 1, greatest({upto} - {low}, 0)))"
    )


def _trunc(count: str, text: str) -> str:
    number = _integer(count)
    tail = f"if(lengthUTF8({text}) <= -{number}, {text}, rightUTF8({text}, -{number}))"
    return f"if({number} >= 0, substringUTF8({text}, 1, {number}), {tail})"


def _align_left(count: str, text: str) -> str:
    width = f"least(greatest({_integer(count)}, 0), {_WIDEST})"
    return f"rightPadUTF8(substringUTF8({text}, 1, {width}), {width}, ' ')"


def _align_right(count: str, text: str) -> str:
    width = f"least(greatest({_integer(count)}, 0), {_WIDEST})"
    return f"leftPadUTF8(rightUTF8({text}, {width}), {width}, ' ')"


def _calculation(op: str) -> Callable[..., str]:
    return lambda *args: f"toString({f' {op} '.join(_integer(arg) for arg in args)})"


def _division(op: str) -> Callable[..., str]:
    return lambda left, right: f"if({_integer(right)} = 0, '0', toString({op}({_integer(left)}, {_integer(right)})))"


_TEXT: dict[str, tuple[int, int, Callable[..., str]]] = {
    "lower": (1, 1, lambda s: f"lowerUTF8({s})"),
    "upper": (1, 1, lambda s: f"upperUTF8({s})"),
    "title": (1, 1, lambda s: f"initcapUTF8({s})"),
    "trim": (1, 1, lambda s: f"trimBoth({s}, ' \\t\\n\\r')"),
    "trimAll": (2, 2, lambda chars, s: f"trimBoth({s}, {chars})"),
    "trimPrefix": (2, 2, lambda p, s: f"if(startsWith({s}, {p}), substring({s}, length({p}) + 1), {s})"),
    "trimSuffix": (
        2, 2, lambda p, s: f"if({p} != '' AND endsWith({s}, {p}), substring({s}, 1, length({s}) - length({p})), {s})",
    ),
    "TrimPrefix": (2, 2, lambda s, p: f"if(startsWith({s}, {p}), substring({s}, length({p}) + 1), {s})"),
    "TrimSuffix": (
        2, 2, lambda s, p: f"if({p} != '' AND endsWith({s}, {p}), substring({s}, 1, length({s}) - length({p})), {s})",
    ),
    "TrimSpace": (1, 1, lambda s: f"trimBoth({s}, ' \\t\\n\\r')"),
    "replace": (3, 3, lambda old, new, s: f"if({old} = '', {s}, replaceAll({s}, {old}, {new}))"),
    "trunc": (2, 2, _trunc),
    "substr": (3, 3, _substr),
    "default": (2, 2, lambda d, s: f"if({s} = '', {d}, {s})"),
    "repeat": (2, 2, lambda n, s: f"repeat({s}, least(greatest({_integer(n)}, 0), 1000))"),
    "alignLeft": (2, 2, _align_left),
    "alignRight": (2, 2, _align_right),
    "b64enc": (1, 1, lambda s: f"base64Encode({s})"),
    "b64dec": (1, 1, lambda s: f"tryBase64Decode({s})"),
    "urlencode": (1, 1, lambda s: f"encodeURLFormComponent({s})"),
    "urldecode": (1, 1, lambda s: f"decodeURLFormComponent({s})"),
    "add": (1, 20, _calculation("+")),
    "sub": (2, 2, _calculation("-")),
    "mul": (2, 20, _calculation("*")),
    "div": (2, 2, _division("intDiv")),
    "mod": (2, 2, _division("modulo")),
    "unixEpoch": (1, 1, lambda s: f"toString(intDiv({s}, 1000000000))"),
    "unixEpochMillis": (1, 1, lambda s: f"toString(intDiv({s}, 1000000))"),
    "unixEpochNanos": (1, 1, lambda s: f"toString({s})"),
}  # fmt: skip
_TEXT["ToLower"], _TEXT["ToUpper"] = _TEXT["lower"], _TEXT["upper"]
_TESTS: dict[str, tuple[int, int, Callable[..., str]]] = {
    "contains": (2, 2, lambda part, s: f"position({s}, {part}) > 0"),
    "hasPrefix": (2, 2, lambda part, s: f"startsWith({s}, {part})"),
    "hasSuffix": (2, 2, lambda part, s: f"endsWith({s}, {part})"),
    "eq": (2, 2, lambda a, b: f"{a} = {b}"),
    "ne": (2, 2, lambda a, b: f"{a} != {b}"),
}
_JOINED = {"and": " AND ", "or": " OR "}
_SPECIAL = {"__line__": (0, 0), "__timestamp__": (0, 0), "not": (1, 1), "and": (1, 20), "or": (1, 20), "printf": (1, 20),
            "regexReplaceAll": (3, 3), "regexReplaceAllLiteral": (3, 3), "count": (2, 2)}  # fmt: skip
ARITIES: dict[str, tuple[int, int]] = {
    **_SPECIAL, **{name: each[:2] for name, each in _TEXT.items()}, **{name: each[:2] for name, each in _TESTS.items()},
}  # fmt: skip
"""How many arguments each function takes, at least and at most."""

_EPOCHS = ("unixEpoch", "unixEpochMillis", "unixEpochNanos")
_TIME_NS = "toUnixTimestamp64Nano(Timestamp)"
_TIME_TEXT = (
    "concat(formatDateTime(Timestamp, '%Y-%m-%d %H:%i:%S', 'UTC'), "
    "if(toUnixTimestamp64Nano(Timestamp) % 1000000000 = 0, '', concat('.', trimRight(leftPad(toString("
    "toUnixTimestamp64Nano(Timestamp) % 1000000000), 9, '0'), '0'))), ' +0000 UTC')"
)


class Rendering:
    """Templates as SQL: `value` gives the SQL of a label; the line is the column `line`."""

    def __init__(self, value: Value, binder: Binder) -> None:
        self._value = value
        self._binder = binder

    def parts(self, parts: tuple[Part, ...]) -> str:
        """A text expression."""
        found = [self._part(part) for part in parts]
        return "''" if not found else found[0] if len(found) == 1 else f"concat({', '.join(found)})"

    def _part(self, part: Part) -> str:
        if isinstance(part, If):
            return f"if({self._test(part.condition)}, {self.parts(part.then)}, {self.parts(part.otherwise)})"
        return self._text(part)

    def _text(self, expr: Expr) -> str:
        found = self._sql(expr)
        if len(found) > _MAX_SQL:
            raise TemplateError("the template is too complex")
        return found

    def _sql(self, expr: Expr) -> str:  # noqa: PLR0911 - one line a kind
        match expr:
            case Field(name=name):
                return self._value(name)
            case Text(value=value):
                return self._binder.bind(value)
            case Apply(name="__line__"):
                return "line"
            case Apply(name="__timestamp__"):
                return _TIME_TEXT
            case Apply(name=name, args=(Apply(name="__timestamp__"),)) if name in _EPOCHS:
                return _TEXT[name][2](_TIME_NS)
            case Apply(name="printf"):
                return self._printf(expr)
            case Apply(name="count", args=(Text(value=pattern), text)):
                return f"toString(countMatches({self._text(text)}, {self._binder.bind(_checked(pattern))}))"
            case Apply(name="regexReplaceAll" | "regexReplaceAllLiteral"):
                return self._regex_replace(expr)
            case Apply(name=name, args=args) if name in _TEXT:
                if name in _EPOCHS:
                    raise TemplateError(f"{name} is supported for __timestamp__ only")
                return _TEXT[name][2](*(self._text(arg) for arg in args))
            case _:
                return f"if({self._test(expr)}, 'true', 'false')"

    def _test(self, expr: Expr) -> str:
        match expr:
            case Apply(name="not", args=(inner,)):
                return f"NOT ({self._test(inner)})"
            case Apply(name=name, args=args) if name in _JOINED:
                return "(" + _JOINED[name].join(self._test(arg) for arg in args) + ")"
            case Apply(name=name, args=args) if name in _TESTS:
                return f"({_TESTS[name][2](*(self._text(arg) for arg in args))})"
            case _:
                return f"{self._text(expr)} != ''"

    def _regex_replace(self, expr: Apply) -> str:
        pattern, text, replacement = expr.args
        if not isinstance(pattern, Text) or not isinstance(replacement, Text):
            raise TemplateError(f"{expr.name} takes its expression and replacement as literals")
        with_groups = re.sub(r"\\", r"\\\\", replacement.value)
        if expr.name == "regexReplaceAll":
            with_groups = re.sub(r"\$\{?(\d)\}?", r"\\\1", with_groups)
        bound = self._binder.bind(_checked(pattern.value)), self._binder.bind(with_groups)
        return f"replaceRegexpAll({self._text(text)}, {bound[0]}, {bound[1]})"

    def _printf(self, expr: Apply) -> str:
        form, *args = expr.args
        if not isinstance(form, Text):
            raise TemplateError("printf takes its format as a literal")
        found, at, used = [], 0, 0
        for verb in re.finditer(r"%(-)?(\d{1,4})?(?:\.(\d{1,4}))?([a-z%])", form.value):
            found.append(self._binder.bind(form.value[at : verb.start()]))
            at = verb.end()
            if verb[4] == "%":
                found.append("'%'")
                continue
            if verb[4] not in "svdq" or used >= len(args):
                raise TemplateError(f"printf: {verb[0]} is not supported, or has no argument")
            found.append(_padded(self._text(args[used]), verb))
            used += 1
        found.append(self._binder.bind(form.value[at:]))
        return f"concat({', '.join(found)})"


def _padded(text: str, verb: re.Match[str]) -> str:
    if verb[3]:
        text = f"substringUTF8({text}, 1, {int(verb[3])})"
    if verb[4] == "q":
        text = f"toJSONString({text})"
    if not verb[2]:
        return text
    pad = "rightPadUTF8" if verb[1] else "leftPadUTF8"
    return f"if(lengthUTF8({text}) >= {int(verb[2])}, {text}, {pad}({text}, {int(verb[2])}, ' '))"


def _checked(pattern: str) -> str:
    from sardonyx.query.promql.selecting import BadPattern, holds
    from sardonyx.query.promql.tree import Matcher

    try:
        holds(Matcher("", "=~", pattern), "")
    except BadPattern as error:
        raise TemplateError(f"error parsing regexp: {error}") from None
    return pattern
