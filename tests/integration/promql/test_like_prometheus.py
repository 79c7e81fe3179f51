"""Our PromQL beside a real Prometheus: the same samples, the same questions, the same answers at every point."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.access.principal import Principal
from sardonyx.query.promql import Promql
from sardonyx.receivers import remote_write
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.storage.embedded import EmbeddedEngine
from tests.integration.promql.data import MIDNIGHT, START, dataset, sliced
from tests.integration.promql.expressions import ERRORS, FAMILIES, SAME_WORDS, generated
from tests.integration.promql.ledger import DIFFERENCES, RENAMED
from tests.integration.promql.sides import Outcome, Question, difference, of_ours, of_prometheus
from tests.support.callers import client, make_app
from tests.support.metrics_in import metrics_in
from tests.support.prometheus import PrometheusProcess
from tests.support.remote_write import HEADERS_1, snappy, write_1

pytestmark = [pytest.mark.components, pytest.mark.slow]

SENDER = Principal("key", "1", "prometheus", frozenset(), frozenset({"ingest:write"}))
INSTANTS = (START + 1817, MIDNIGHT + 17)
# Start and step of ranges; whole in 15 seconds after two.
RANGES = ((START + 17, 120), (START + 1817, 15), (START + 3017, 45))
STEPS = 66
GENERATED_PER_TEST = 50


async def load(engine: EmbeddedEngine, folder: Path, bodies: list[bytes]) -> None:
    for table in ("metric_samples", "metric_series", "metric_histograms"):
        await engine.execute(f"TRUNCATE TABLE {table}")
    async with metrics_in(engine, folder) as inside:
        router = remote_write.build_router(RemoteWriteDoor(inside.intake, inside.known), BodyLimits(1 << 24, 1 << 24))
        async with client(make_app(router, SENDER)) as http:
            for body in bodies:
                answer = await http.post("/api/v1/write", content=body, headers=HEADERS_1)
                assert answer.is_success, answer.text
                await inside.settle()


@pytest.fixture(scope="module")
def prometheus(shared_engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusProcess]:
    """A Prometheus that has the data set, which the engine then has too."""
    folder = tmp_path_factory.mktemp("promql")
    bodies = [snappy(write_1(piece)) for piece in sliced(dataset())]
    with PrometheusProcess(folder / "prometheus") as process:
        for body in bodies:
            process.write(body)
        asyncio.run(load(shared_engine, folder, bodies))
        yield process


def questions(expr: str) -> list[Question]:
    """An expression at two instants, and over one of the ranges."""
    expr = expr.replace("NOON", str(MIDNIGHT + 17))
    start, step = RANGES[len(expr) % len(RANGES)]
    return [*(Question(expr, at) for at in INSTANTS), Question(expr, start, start + STEPS * step, step)]


async def disagreements(process: PrometheusProcess, engine: EmbeddedEngine, expressions: list[str]) -> dict[str, str]:
    """Expression → where it first differs."""
    found: dict[str, str] = {}
    both = (Promql(engine), Promql(engine, push=False))
    for expr in expressions:
        for question in questions(expr):
            theirs = await asyncio.to_thread(of_prometheus, process, question)
            asked = Question(renamed(question.expr), question.start, question.end, question.step)
            for promql, way in zip(both, ("pushed", "plain"), strict=True):
                if differs := await differing(theirs, promql, asked):
                    found.setdefault(expr, f"{question} {way}: {differs}")
    return found


async def differing(theirs: Outcome, promql: Promql, question: Question) -> str:
    try:
        return difference(theirs, await of_ours(promql, question))
    except Exception as error:  # so that one failure does not hide the others
        return f"raised {error!r}"


def renamed(expr: str) -> str:
    """The expression in the words of Prometheus 3."""
    for old, new in RENAMED.items():
        expr = expr.replace(old, new)
    return expr


def check(found: dict[str, str], expressions: list[str]) -> None:
    """Only what the ledger names differs, and all of that."""
    known = DIFFERENCES.keys() & set(expressions)
    unexplained = [text for expr, text in found.items() if expr not in known]
    assert not unexplained, "\n".join(unexplained)
    assert not (gone := known - found.keys()), f"the ledger names differences that are gone: {sorted(gone)}"


@pytest.mark.parametrize("family", FAMILIES)
async def test_answers_are_those_of_prometheus(
    prometheus: PrometheusProcess, shared_engine: EmbeddedEngine, family: str
) -> None:
    expressions = list(FAMILIES[family])
    check(await disagreements(prometheus, shared_engine, expressions), expressions)


@pytest.mark.parametrize("part", range(4))
async def test_answers_to_generated_questions_are_those_of_prometheus(
    prometheus: PrometheusProcess, shared_engine: EmbeddedEngine, part: int
) -> None:
    expressions = generated(4 * GENERATED_PER_TEST)[part * GENERATED_PER_TEST :][:GENERATED_PER_TEST]
    check(await disagreements(prometheus, shared_engine, expressions), expressions)


async def test_errors_are_of_the_type_prometheus_gives(
    prometheus: PrometheusProcess, shared_engine: EmbeddedEngine
) -> None:
    check(await disagreements(prometheus, shared_engine, list(ERRORS)), list(ERRORS))


async def test_errors_of_the_data_are_in_the_words_of_prometheus(
    prometheus: PrometheusProcess, shared_engine: EmbeddedEngine
) -> None:
    for expr in SAME_WORDS:
        question = Question(expr, INSTANTS[1])
        theirs = await asyncio.to_thread(of_prometheus, prometheus, question)
        ours = await of_ours(Promql(shared_engine), question)
        assert (ours.kind, sorted_pair(ours.text)) == (theirs.kind, sorted_pair(theirs.text))


def sorted_pair(text: str) -> str:
    """`… [one, other] …` with the two in order."""
    before, bracket, rest = text.partition(": [")
    pair, closing, after = rest.partition("];")
    return before + bracket + ", ".join(sorted(pair.split(", {"), key=lambda one: one.strip("{}"))) + closing + after
