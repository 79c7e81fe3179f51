"""Tree → SQL. Texts of users are bound as parameters, always; the SQL text consists of words of ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.fields import Attribute, Signal
from sardonyx.query.search.matchers import attribute_condition, column_condition, words_condition
from sardonyx.query.search.parser import parse
from sardonyx.query.search.tree import And, Everything, Match, Node, Not, Or, matches
from sardonyx.query.statement import Binder, Condition
from sardonyx.storage.engine import Param


@dataclass(frozen=True, slots=True)
class Compiled:
    """A search as a WHERE expression with its parameters. `notices` tell the caller of likely misspellings."""

    where: str
    params: Mapping[str, Param]
    tree: Node
    notices: tuple[str, ...] = ()

    @property
    def condition(self) -> Condition:
        """The same as a condition, to be joined with others."""
        return Condition(self.where, self.params)


def compile_search(text: str, signal: Signal) -> Compiled:
    """Compile a search. The empty search matches everything (`1`). Raises SearchSyntaxError."""
    tree = parse(text, signal.declares)
    return compile_tree(tree, signal)


def compile_tree(tree: Node, signal: Signal) -> Compiled:
    """Compile a parsed search for `signal`. Raises SearchSyntaxError when a value does not fit its field."""
    binder = Binder()
    return Compiled(_render(tree, signal, binder), binder.params, tree, tuple(_misspellings(tree, signal)))


def is_about(tree: Node, signal: Signal) -> bool:
    """Whether every condition names a column of `signal`: then that signal alone can answer the search."""
    return all(found.field is not None and signal.declares(found.field.name) for found in matches(tree))


def _render(node: Node, signal: Signal, binder: Binder) -> str:
    match node:
        case And(children):
            return "(" + " AND ".join(_render(child, signal, binder) for child in children) + ")"
        case Or(children):
            return "(" + " OR ".join(_render(child, signal, binder) for child in children) + ")"
        case Not(child):
            return f"(NOT {_render(child, signal, binder)})"
        case Match():
            return _match(node, signal, binder)
        case Everything():
            return "1"


def _match(node: Match, signal: Signal, binder: Binder) -> str:
    if node.field is None:
        return words_condition(node.value, signal, binder)
    target = signal.resolve(node.field.name)
    if target is None:
        span = node.field.span
        raise SearchSyntaxError(f"{signal.name} have no field {node.field.name}", span.position, span.length)
    if isinstance(target, Attribute):
        return attribute_condition(target, node.value, signal, binder)
    return column_condition(target, node.field.name, node.value, binder)


def _misspellings(tree: Node, signal: Signal) -> list[str]:
    found: dict[str, None] = {}
    for condition in matches(tree):
        if condition.field is None:
            continue
        name = condition.field.name
        nearest = signal.nearest(name)
        is_attribute = isinstance(signal.resolve(name), Attribute)
        if is_attribute and nearest and nearest != name.lower() and "." not in name:
            found[f"{name} is searched as an attribute; did you mean {nearest}?"] = None
    return list(found)
