"""What the agent can do. Each tool takes one text and returns one."""

import ast
import operator
from collections.abc import Awaitable, Callable
from typing import Any

from opentelemetry import metrics, trace

from sardonyx_demo.agent_exec.planner import Call
from sardonyx_demo.caller import Caller
from sardonyx_demo.peers import Peer, PeerError

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ToolError(Exception):
    """The tool could not do it; the run may try again."""


def calculate(expression: str) -> str:
    """A sum of numbers with + - * /. Raises ToolError."""
    try:
        return f"{_value(ast.parse(expression, mode='eval').body):g}"
    except (SyntaxError, ZeroDivisionError, KeyError, TypeError) as error:
        raise ToolError(f"not a sum: {expression[:80]!r}") from error


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise TypeError(type(node).__name__)


class Toolbox:
    """The tools of one service, each call under a span after the GenAI convention."""

    def __init__(self, onyx: Peer, suna: Peer) -> None:
        self._onyx, self._suna = onyx, suna
        self._tracer = trace.get_tracer(__name__)
        self._calls = metrics.get_meter(__name__).create_counter("agent.tool.calls", "{call}", "Tool calls by outcome.")
        self._tools: dict[str, Callable[[str, Caller], Awaitable[str]]] = {
            "search_documents": self._search,
            "ask_documents": self._ask,
            "session_history": self._history,
            "calculator": self._calculate,
        }

    async def use(self, call: Call, caller: Caller, call_id: str) -> str:
        """Run one call. Raises ToolError."""
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": call.tool,
            "gen_ai.tool.type": "function",
            "gen_ai.tool.call.id": call_id,
            "gen_ai.tool.call.arguments": call.argument[:500],
        }
        outcome = "failed"
        try:
            with self._tracer.start_as_current_span(f"execute_tool {call.tool}", attributes=attributes):
                try:
                    found = await self._tools[call.tool](call.argument, caller)
                except PeerError as error:
                    raise ToolError(str(error)) from error
            outcome = "succeeded"
        finally:
            self._calls.add(1, {"gen_ai.tool.name": call.tool, "outcome": outcome})
        return found

    async def _search(self, argument: str, caller: Caller) -> str:
        found: dict[str, Any] = await self._onyx.post("/search", {"query": argument, "limit": 3}, caller)
        return "\n".join(f"[{hit['title']}] {hit['text']}" for hit in found["hits"])

    async def _ask(self, argument: str, caller: Caller) -> str:
        found = await self._onyx.post("/answer", {"question": argument, "top_k": 3}, caller)
        return str(found["text"])

    async def _history(self, _: str, caller: Caller) -> str:
        found = await self._suna.get(f"/api/sessions/{caller.session_id}", caller)
        return "\n".join(message["content"] for message in found["messages"][-6:])

    async def _calculate(self, argument: str, _: Caller) -> str:
        return calculate(argument)
