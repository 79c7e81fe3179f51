"""What the demo's services send while people use them."""

import itertools

from sardonyx_demo.agent_exec.planner import Plan

from tests.integration.demo.collector import Collector, Received
from tests.integration.demo.platform import Platform

SERVER, CLIENT = 2, 3
SEED = 1


def services(spans: list[Received]) -> set[str]:
    return {span.service for span in spans}


def goal_that_uses(*tools: str) -> str:
    """A goal whose plan calls these tools, and ends with an answer."""
    for number in itertools.count():
        goal = f"Collect the rules for deployments and travel expenses, part {number}"
        plan = Plan(goal, SEED)
        calls = [call for step in range(1, plan.length) if (call := plan.step(step))]
        if plan.length <= 5 and {call.tool for call in calls} >= set(tools) and all(call.argument for call in calls):
            return goal
    raise AssertionError


def test_chat_is_one_trace_from_suna_to_onyx_core(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice:
        answer = alice.chat("req-chat-1")
    assert answer.status_code == 200
    assert answer.json()["sources"]

    spans = collector.trace_of("req-chat-1")
    assert services(spans) == {"suna", "onyx-core"}
    assert {s.item.name for s in spans if s.item.kind == SERVER} == {"POST /api/chat", "POST /answer"}
    assert {s.attributes["user.id"] for s in spans if s.item.kind == SERVER} == {"u-alice"}
    assert {s.attributes["session.id"] for s in spans if s.item.kind == SERVER} == {alice.session_id}
    queries = [s.attributes["db.query.text"] for s in spans if s.item.name == "SELECT documents"]
    assert queries
    assert all("MATCH ?" in query for query in queries)


def test_model_calls_follow_the_genai_conventions(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice:
        answer = alice.chat("req-model-1", "How long are logs kept?").json()
    spans = collector.trace_of("req-model-1")
    (chat,) = [span for span in spans if span.item.name == "chat demo-large-2"]
    seen = chat.attributes
    assert chat.item.kind == CLIENT
    assert (seen["gen_ai.operation.name"], seen["gen_ai.provider.name"]) == ("chat", "demo")
    assert seen["gen_ai.usage.input_tokens"] + seen["gen_ai.usage.output_tokens"] == answer["tokens"]
    assert seen["gen_ai.usage.cost"] == round(answer["cost_usd"], 8) > 0
    assert "How long are logs kept?" in seen["gen_ai.input.messages"]


def test_agent_run_is_one_trace_across_all_three(platform: Platform, collector: Collector) -> None:
    goal = goal_that_uses("search_documents", "session_history")
    with platform.visitor() as alice:
        run = alice.run_agent("req-run-1", goal).json()
    assert run["outcome"] == "answered"

    spans = collector.trace_of("req-run-1")
    assert services(spans) == {"suna", "onyx-core", "agent-exec"}
    operations = [span.attributes.get("gen_ai.operation.name") for span in spans]
    assert operations.count("invoke_agent") == 1
    assert operations.count("execute_tool") == run["steps"] - 1
    assert operations.count("chat") >= run["steps"]
    assert "retrieval" in operations
    called_back = [s for s in spans if s.item.kind == SERVER and s.item.name == "GET /api/sessions/{session_id}"]
    assert [span.service for span in called_back] == ["suna"] * len(called_back) != []


def test_logs_carry_the_ids_of_their_trace_and_person(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice:
        alice.chat("req-logs-1")
    spans = collector.trace_of("req-logs-1")

    def both() -> list[Received] | None:
        logs = [log for log in collector.logs if log.trace_id == spans[0].trace_id]
        return logs if services(logs) == {"suna", "onyx-core"} else None

    logs = collector.wait_for(both)
    ids = {span.item.span_id for span in spans}
    assert all(log.item.span_id in ids for log in logs)
    assert {log.attributes["user.id"] for log in logs if log.item.severity_text == "INFO"} == {"u-alice"}


def test_what_a_person_types_wrong_is_masked_in_the_log(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice:
        refused = alice.client.post("/login", json={"email": "mallory@onyx.example", "password": "x"})
    assert refused.status_code == 401
    (body,) = collector.wait_for(
        lambda: [text for log in collector.logs if "login failed" in (text := log.item.body.string_value)]
    )
    assert body == "login failed for [redacted:email]: unknown user"


def test_metrics_come_from_every_service_with_its_name_and_version(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice:
        alice.run_agent("req-metrics-1", goal_that_uses("search_documents"))
    expected = {
        ("suna", "suna.logins"),
        ("suna", "http.server.request.duration"),
        ("suna", "db.client.operation.duration"),
        ("onyx-core", "search.cache.lookups"),
        ("agent-exec", "agent.runs"),
        ("agent-exec", "agent.run.steps"),
        ("agent-exec", "agent.run.tokens"),
        ("agent-exec", "gen_ai.client.token.usage"),
        *((service, "process.memory.usage") for service in ("suna", "onyx-core", "agent-exec")),
    }
    collector.wait_for(lambda: expected <= {(found.service, found.item.name) for found in collector.metrics})
    versions = {(found.service, found.resource["service.version"]) for found in collector.metrics}
    assert versions == {("suna", "1.4.2"), ("onyx-core", "2.8.0"), ("agent-exec", "0.9.6")}
    assert {found.resource["service.namespace"] for found in collector.metrics} == {"onyx"}
