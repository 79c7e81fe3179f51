"""Whether the value of a query at a step depends on that step alone."""

from collections.abc import Iterator

from sardonyx.query.promql.tree import Aggregation, Binary, Call, Negation, Node, Range, Selector, Subquery

# These look at the whole range of a query.
_OF_THE_RANGE = frozenset({"start", "end", "range", "info"})


def is_cacheable(node: Node) -> bool:
    """Whether steps of one range query may stand in another of the same step.

    Not with `@`, which looks at one instant from all steps, nor with a negative offset, which looks ahead.
    """
    return all(_of_its_step(part) for part in _parts(node))


def _of_its_step(node: Node) -> bool:
    match node:
        case Selector(offset_ms=offset, at=at) | Subquery(offset_ms=offset, at=at):
            return at is None and offset >= 0
        case Call(name=name):
            return name not in _OF_THE_RANGE
        case _:
            return True


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _parts(child)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Range(selector=selector):
            return (selector,)
        case Subquery(expr=expr) | Negation(expr=expr):
            return (expr,)
        case Call(args=args):
            return args
        case Aggregation(expr=expr, param=param):
            return (expr,) if param is None else (expr, param)
        case Binary(left=left, right=right):
            return (left, right)
        case _:
            return ()
