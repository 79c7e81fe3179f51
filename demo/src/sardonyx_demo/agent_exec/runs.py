"""One run: plan, use a tool, look at the result, until there is an answer or no step left."""

import logging
import secrets
from dataclasses import dataclass
from enum import StrEnum

from opentelemetry import metrics, trace

from sardonyx_demo.agent_exec.planner import STEP_LIMIT, Call, Plan
from sardonyx_demo.agent_exec.tools import Toolbox, ToolError
from sardonyx_demo.caller import Caller
from sardonyx_demo.llm.chat import Chat
from sardonyx_demo.llm.models import LARGE, PROVIDER, SMALL
from sardonyx_demo.llm.writing import Message

log = logging.getLogger(__name__)
AGENT = "researcher"
SYSTEM_PROMPT = "You are a careful researcher. Choose one tool at a time. Answer when the notes suffice."
_STEP_BUCKETS = (1, 2, 3, 4, 5, 6, 7, 8)


class Outcome(StrEnum):
    """How a run ended."""

    ANSWERED = "answered"  # there is an answer
    STEP_LIMIT = "step_limit"  # no step was left, the answer says so
    TOOL_FAILED = "tool_failed"  # a tool failed twice


@dataclass(slots=True)
class Run:
    """What a run has come to so far."""

    id: str
    outcome: Outcome = Outcome.ANSWERED
    steps: int = 0
    retries: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    answer: str = ""


class Runner:
    """Runs of one service."""

    def __init__(self, chat: Chat, toolbox: Toolbox, seed: int) -> None:
        self._chat, self._toolbox, self._seed = chat, toolbox, seed
        meter = metrics.get_meter(__name__)
        self._runs = meter.create_counter("agent.runs", "{run}", "Finished runs by outcome.")
        self._tokens = meter.create_counter("agent.run.tokens", "{token}", "Tokens used by runs.")
        self._steps = meter.create_histogram(
            "agent.run.steps", "{step}", "Steps of a run.", explicit_bucket_boundaries_advisory=_STEP_BUCKETS
        )

    async def run(self, goal: str, caller: Caller) -> Run:
        """Work on the goal. Raises ModelUnavailable."""
        run = Run(f"run-{secrets.token_hex(5)}")
        attributes = {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.agent.name": AGENT,
            "gen_ai.agent.id": run.id,
            "gen_ai.conversation.id": caller.session_id,
        }
        with trace.get_tracer(__name__).start_as_current_span(f"invoke_agent {AGENT}", attributes=attributes) as span:
            await self._work(run, goal, caller)
            span.set_attributes(
                {
                    "agent.outcome": run.outcome.value,
                    "agent.steps": run.steps,
                    "gen_ai.usage.total_tokens": run.tokens,
                    "agent.cost_usd": round(run.cost_usd, 8),
                }
            )
            if run.outcome is not Outcome.ANSWERED:
                span.set_status(trace.StatusCode.ERROR, run.outcome.value)
        self._runs.add(1, {"outcome": run.outcome.value})
        self._tokens.add(run.tokens)
        self._steps.record(run.steps)
        return run

    async def _work(self, run: Run, goal: str, caller: Caller) -> None:
        plan = Plan(goal, self._seed)
        notes: list[Message] = []
        for number in range(1, STEP_LIMIT + 1):
            run.steps = number
            await self._think(run, goal, notes)
            call = plan.step(number)
            if call is None:
                run.answer = await self._answer(run, goal, notes)
                return
            try:
                notes.append(Message("tool", await self._use(run, plan, call, caller)))
            except ToolError as error:
                log.error("run %s gives up, %s failed twice: %s", run.id, call.tool, error)
                run.outcome, run.answer = Outcome.TOOL_FAILED, "A tool failed, so there is no answer."
                return
        log.error("run %s gives up after %d steps without an answer", run.id, STEP_LIMIT)
        run.outcome, run.answer = Outcome.STEP_LIMIT, f"No answer after {STEP_LIMIT} steps."

    async def _think(self, run: Run, goal: str, notes: list[Message]) -> None:
        messages = [Message("system", SYSTEM_PROMPT), *notes, Message("user", f"Goal: {goal}. Which tool is next?")]
        found = await self._chat.ask(SMALL, messages, conversation=run.id, max_sentences=1)
        run.tokens += found.input_tokens + found.output_tokens
        run.cost_usd += found.cost_usd

    async def _answer(self, run: Run, goal: str, notes: list[Message]) -> str:
        messages = [Message("system", SYSTEM_PROMPT), *notes, Message("user", goal)]
        found = await self._chat.ask(LARGE, messages, conversation=run.id)
        run.tokens += found.input_tokens + found.output_tokens
        run.cost_usd += found.cost_usd
        return found.text

    async def _use(self, run: Run, plan: Plan, call: Call, caller: Caller) -> str:
        call_id = f"{run.id}.{run.steps}"
        try:
            return await self._toolbox.use(call, caller, call_id)
        except ToolError as error:
            run.retries += 1
            log.warning("run %s tries %s again: %s", run.id, call.tool, error)
            return await self._toolbox.use(plan.corrected(call), caller, f"{call_id}.2")
