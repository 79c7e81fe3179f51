"""Nodes on data → text. Errors have Go's words and places. Source: Go, text/template."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sardonyx.alerting.templates.errors import CallFailed, ExecuteFailed
from sardonyx.alerting.templates.formatting import printed
from sardonyx.alerting.templates.nodes import (
    Action,
    Branch,
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Identifier,
    Include,
    Leave,
    Nil,
    Node,
    Operand,
    Pipe,
    Step,
    Text,
    Variable,
)
from sardonyx.alerting.templates.parser import Parsed
from sardonyx.alerting.templates.signatures import Function, Param
from sardonyx.alerting.templates.tokens import quoted
from sardonyx.alerting.templates.values import FIELDS, AlertData, Sample, Value, truth, type_name

_MOST_INCLUDED = 100
_MOST_CHARACTERS = 1 << 20
_MOST_STEPS = 200_000
_NOTHING = object()
_NOT_INVOKED = "has arguments but cannot be invoked as function"


class _Left(Exception):
    """A `break` or `continue` on its way to its range."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def execute(template: Parsed, functions: Mapping[str, Function], data: Value) -> str:
    """The text. Raises ExecuteFailed, and QueryNeeded from functions."""
    run = _Run(template, functions, data)
    run.steps(template.steps, data)
    return "".join(run.out)


class _Run:
    def __init__(self, template: Parsed, functions: Mapping[str, Function], data: Value) -> None:
        self.out: list[str] = []
        self._template = template
        self._functions = functions
        self._variables: list[tuple[str, Value]] = [("$", data)]
        self._node: Node = Dot(0)
        self._name = template.name
        self._included = 0
        self._characters = 0
        self._done = 0

    def _refused(self, reason: str) -> ExecuteFailed:
        before = self._template.text.encode()[: self._node.at]
        line, column = before.count(b"\n") + 1, self._node.at - (before.rfind(b"\n") + 1)
        place = f"{self._template.name}:{line}:{column}"
        return ExecuteFailed(f"template: {place}: executing {quoted(self._name)} at <{self._node}>: {reason}")

    # Steps

    def steps(self, steps: Sequence[Step], dot: Value) -> None:
        """Execute steps one after the other."""
        for step in steps:
            self._done += 1
            if self._done > _MOST_STEPS:
                raise ExecuteFailed(f"template: {self._name}: more than {_MOST_STEPS} steps")
            match step:
                case Text(text=text):
                    self._write(text)
                case Action(pipe=pipe):
                    value = self._pipe(dot, pipe)
                    if not pipe.declared:
                        self._write(printed(value))
                case Branch():
                    self._branch(dot, step)
                case Leave(word=word):
                    raise _Left(word)
                case Include():
                    self._include(dot, step)

    def _write(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            raise ExecuteFailed(f"template: {self._name}: the text is longer than {_MOST_CHARACTERS} characters")
        self.out.append(text)

    def _branch(self, dot: Value, branch: Branch) -> None:
        known = len(self._variables)
        if branch.word == "range":
            self._range(dot, branch)
        else:
            value = self._pipe(dot, branch.pipe)
            inner = value if branch.word == "with" and truth(value) else dot
            self.steps(branch.body if truth(value) else branch.otherwise, inner)
        del self._variables[known:]

    def _range(self, dot: Value, branch: Branch) -> None:
        self._node = branch.pipe
        value = self._pipe(dot, branch.pipe, declares=False)
        items = self._items(value)
        known = len(self._variables)
        if not items:
            self.steps(branch.otherwise, dot)
            return
        for key, item in items:
            self._loop_variables(branch.pipe, key, item)
            try:
                self.steps(branch.body, item)
            except _Left as left:
                if left.word == "break":
                    break
            finally:
                del self._variables[known:]

    def _items(self, value: Value) -> list[tuple[Value, Value]]:
        match value:
            case None:
                return []
            case list():
                return list(enumerate(value))
            case Mapping():
                return [(key, value[key]) for key in sorted(value)]
            case int() if not isinstance(value, bool):
                return [(i, i) for i in range(min(max(value, 0), _MOST_STEPS))]
        raise self._refused(f"range can't iterate over {printed(value)}")

    def _loop_variables(self, pipe: Pipe, key: Value, item: Value) -> None:
        values = [item] if len(pipe.declared) == 1 else [key, item]
        for name, value in zip(pipe.declared, values, strict=False):
            self._set(name, value, assigns=pipe.assigns)

    def _include(self, dot: Value, include: Include) -> None:
        self._node = include
        steps = self._template.defined.get(include.name)
        if include.name == self._template.name and steps is None:
            steps = self._template.steps
        if steps is None:
            raise self._refused(f"template {quoted(include.name)} not defined")
        if self._included == _MOST_INCLUDED:
            raise self._refused(f"exceeded maximum template depth ({_MOST_INCLUDED})")
        data = self._pipe(dot, include.pipe) if include.pipe else None
        outer = self._variables, self._name
        self._variables, self._name = [("$", data)], include.name
        self._included += 1
        self.steps(steps, data)
        self._included -= 1
        self._variables, self._name = outer

    # Values

    def _set(self, name: str, value: Value, *, assigns: bool) -> None:
        if not assigns:
            self._variables.append((name, value))
            return
        for place in range(len(self._variables) - 1, -1, -1):
            if self._variables[place][0] == name:
                self._variables[place] = (name, value)
                return

    def _pipe(self, dot: Value, pipe: Pipe, *, declares: bool = True) -> Value:
        self._node = pipe
        value: Value = _NOTHING
        for command in pipe.commands:
            value = self._command(dot, command, value)
        if declares:
            for name in pipe.declared:
                self._set(name, value, assigns=pipe.assigns)
        return value

    def _command(self, dot: Value, command: Command, final: Value) -> Value:
        first, *rest = command.args
        if isinstance(first, Identifier):
            return self._call(dot, first, command, rest, final)
        self._node = first
        if rest or final is not _NOTHING:
            if isinstance(first, Field | Chain | Variable) and len(first.names) > isinstance(first, Variable):
                raise self._has_arguments(dot, first)
            raise self._refused(f"can't give argument to non-function {first}")
        return self._operand(dot, first)

    def _has_arguments(self, dot: Value, called: Field | Chain | Variable) -> ExecuteFailed:
        holder = self._operand(dot, replace(called, names=called.names[:-1]))
        self._node = called
        method = "is not a method but has arguments" if isinstance(holder, Mapping) else _NOT_INVOKED
        return self._refused(f"{called.names[-1]} {method}")

    def _operand(self, dot: Value, operand: Operand) -> Value:  # noqa: PLR0911  # one per kind
        self._node = operand
        match operand:
            case Dot():
                return dot
            case Constant(value=value):
                return value
            case Field(names=names):
                return self._fields(dot, names)
            case Variable(names=names):
                return self._fields(self._variable(names[0]), names[1:])
            case Chain(of=of, names=names):
                value = self._operand(dot, of)
                self._node = operand
                return self._fields(value, names)
            case Pipe():
                return self._pipe(dot, operand)
            case Identifier():
                return self._call(dot, operand, operand, [], _NOTHING)
            case _:
                raise self._refused("nil is not a command")

    def _variable(self, name: str) -> Value:
        return next(value for known, value in reversed(self._variables) if known == name)

    def _fields(self, value: Value, names: Sequence[str]) -> Value:
        for name in names:
            if isinstance(value, Mapping):
                value = value.get(name, "" if type_name(value) == "map[string]string" else None)
            elif isinstance(value, Sample | AlertData) and name in FIELDS[type(value)]:
                value = getattr(value, name)
            elif value is None:
                raise self._refused(f"nil data; no entry for key {quoted(name)}")
            else:
                raise self._refused(f"can't evaluate field {name} in type {type_name(value)}")
        return value

    # Calls

    def _call(self, dot: Value, name: Identifier, whole: Node, args: Sequence[Operand], final: Value) -> Value:
        self._node = name
        function = self._functions[name.name]
        count = len(args) + (final is not _NOTHING)
        if not function.accepts(count):
            raise self._refused(f"wrong number of args for {name.name}: want {function.wanted} got {count}")
        if name.name in ("and", "or"):
            return self._early(dot, name.name, args, final)
        values = [self._argument(dot, function.param(index), arg) for index, arg in enumerate(args)]
        if final is not _NOTHING:
            values.append(self._checked(function.param(len(args)), final))
        self._node = whole
        try:
            return function.call(*values)
        except CallFailed as error:
            raise self._refused(f"error calling {name.name}: {error}") from None

    def _early(self, dot: Value, word: str, args: Sequence[Operand], final: Value) -> Value:
        value: Value = None
        for arg in args:
            value = self._argument(dot, "any", arg)
            if truth(value) == (word == "or"):
                return value
        return value if final is _NOTHING else final

    def _argument(self, dot: Value, param: Param, arg: Operand) -> Value:
        self._node = arg
        if isinstance(arg, Constant) and param != "any":
            return self._constant(param, arg)
        if isinstance(arg, Nil):
            if param in ("any", "queryResult", "*sample"):
                return None
            raise self._refused(f"cannot assign nil to {param}")
        value = self._operand(dot, arg)
        self._node = arg
        return self._checked(param, value)

    def _constant(self, param: Param, constant: Constant) -> Value:
        value = constant.value
        wanted = {"string": str, "float64": float, "int": int}.get(param)
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if wanted is None:
            raise self._refused(f"can't handle {constant} for arg of type {_go(param)}")
        if type(value) is not wanted:
            shown = {"string": "string", "float64": "float", "int": "integer"}[param]
            raise self._refused(f"expected {shown}; found {constant}")
        return value

    def _checked(self, param: Param, value: Value) -> Value:
        if param == "any":
            return value
        if value is None:
            if param in ("queryResult", "*sample"):
                raise self._refused(f"invalid value; expected {_go(param)}")
            raise self._refused(f"invalid value; expected {param}")
        if type_name(value) != _go(param):
            raise self._refused(f"wrong type for value; expected {_go(param)}; got {type_name(value)}")
        return value


def _go(param: Param) -> str:
    return {"queryResult": "template.queryResult", "*sample": "*template.sample"}.get(param, param)
