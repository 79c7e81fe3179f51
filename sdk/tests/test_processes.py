"""Forks, interpreter exit, lazy imports and other matters of whole processes, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import httpx
import pytest

from collector import Answer, Collector, pairs
from components import await_port, free_port

SOURCE = str(Path(__file__).parent.parent / "src")


def run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_exit_of_the_interpreter_delivers(collector: Collector) -> None:
    run(
        """
        import sys, sardonyx_sdk
        from opentelemetry import trace
        sardonyx_sdk.configure("job", endpoint=sys.argv[1], interval_seconds=60, logs="off")
        trace.get_tracer("t").start_span("last words").end()
        """,
        collector.url,
    )
    assert [span.name for span in collector.spans] == ["last words"]


def test_exit_with_a_hanging_collector_takes_two_seconds_at_most(collector: Collector) -> None:
    collector.default = Answer(lambda handler: collector.released.wait(60))
    done = run(
        """
        import sys, time, sardonyx_sdk, atexit
        from opentelemetry import trace
        began = []
        atexit.register(lambda: print(time.monotonic() - began[0]))
        atexit.unregister(sardonyx_sdk.runtime._at_exit)
        atexit.register(sardonyx_sdk.runtime._at_exit)  # now before the line that prints
        sardonyx_sdk.configure("job", endpoint=sys.argv[1], interval_seconds=60, logs="off")
        trace.get_tracer("t").start_span("lost").end()
        began.append(time.monotonic())
        """,
        collector.url,
    )
    assert 1.9 < float(done.stdout) < 10
    assert "Traceback" not in done.stderr


def test_forked_workers_send_their_own_and_nothing_twice(collector: Collector) -> None:
    run(
        """
        import os, sys, sardonyx_sdk
        from opentelemetry import metrics, trace
        sardonyx_sdk.configure("gunicorn", endpoint=sys.argv[1], interval_seconds=60, logs="off")
        tracer = trace.get_tracer("t")
        counter = metrics.get_meter("m").create_counter("jobs")
        counter.add(100)
        tracer.start_span("parent before").end()
        children = []
        for number in range(3):
            pid = os.fork()
            if pid == 0:
                for n in range(5):
                    tracer.start_span(f"child {number}").end()
                counter.add(1)
                assert sardonyx_sdk.flush(10)
                os._exit(0)
            children.append(pid)
        for pid in children:
            assert os.waitpid(pid, 0)[1] == 0
        tracer.start_span("parent after").end()
        """,
        collector.url,
    )
    names = sorted(span.name for span in collector.spans)
    assert names == sorted(["parent after", "parent before", *(f"child {n}" for n in range(3) for _ in range(5))])
    assert len({span.span_id for span in collector.spans}) == 17
    assert len({span.trace_id for span in collector.spans}) == 17
    assert len({resource["service.instance.id"] for resource in collector.resources}) == 4
    assert len({resource["process.pid"] for resource in collector.resources}) == 4
    counted = sorted(
        point.as_int
        for path, message in collector.accepted
        if path == "/v1/metrics"
        for resource in message.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.sum.data_points
    )
    assert counted == [1, 1, 1, 100]


def test_libraries_are_hooked_when_they_get_imported_and_not_before(collector: Collector) -> None:
    done = run(
        """
        import sys, sardonyx_sdk
        sardonyx_sdk.configure("lazy", endpoint=sys.argv[1], logs="off")
        assert not {"httpx", "sqlalchemy", "fastapi", "redis", "requests"} & set(sys.modules)
        import sqlalchemy
        engine = sqlalchemy.create_engine("sqlite://")
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("select 1"))
        import importlib, httpx
        importlib.reload(sqlalchemy)
        assert sardonyx_sdk.flush(10)
        assert httpx.Client._send_single_request.__wrapped__
        sardonyx_sdk.shutdown()
        assert not hasattr(httpx.Client._send_single_request, "__wrapped__")
        print(sardonyx_sdk.stats()["hook_errors"])
        """,
        collector.url,
    )
    assert done.stdout == "{}\n"
    (span,) = collector.spans
    assert pairs(span.attributes)["db.system.name"] == "sqlite"


def test_without_configure_everything_is_a_no_op() -> None:
    done = run(
        """
        import logging, threading, sardonyx_sdk
        from opentelemetry import metrics, trace
        @sardonyx_sdk.traced
        def work():
            sardonyx_sdk.bind(user_id=1)
            with trace.get_tracer("t").start_as_current_span("x") as span:
                assert not span.is_recording()
            return sardonyx_sdk.current_trace_id()
        assert work() is None
        metrics.get_meter("m").create_counter("c").add(1)
        assert sardonyx_sdk.flush() and sardonyx_sdk.shutdown()
        assert not sardonyx_sdk.stats()["configured"]
        assert threading.active_count() == 1
        assert not logging.getLogger().handlers
        """
    )
    assert done.stderr == ""


def test_disabled_by_the_standard_variable(collector: Collector) -> None:
    run(
        """
        import sys, threading, sardonyx_sdk
        sardonyx_sdk.configure("job", endpoint=sys.argv[1])
        assert threading.active_count() == 1
        """,
        collector.url,
        OTEL_SDK_DISABLED="true",
    )
    assert collector.requests == []


def test_settings_come_from_the_environment(collector: Collector) -> None:
    run(
        """
        import sardonyx_sdk
        from opentelemetry import trace
        sardonyx_sdk.configure(logs="off")
        trace.get_tracer("t").start_span("x").end()
        """,
        OTEL_SERVICE_NAME="from-otel",
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        OTEL_EXPORTER_OTLP_HEADERS="x-a=1,x-b=two%20words",
        OTEL_RESOURCE_ATTRIBUTES="team=shop,service.version=1.2.3,deployment.environment.name=staging",
    )
    (resource,) = collector.resources
    assert resource["service.name"] == "from-otel"
    assert resource["service.version"] == "1.2.3"
    assert resource["deployment.environment.name"] == "staging"
    assert resource["team"] == "shop"
    headers = collector.requests[0][1]
    assert headers["x-a"] == "1"
    assert headers["x-b"] == "two words"


def test_imports_nothing_but_the_api_and_the_standard_library() -> None:
    done = run(
        """
        import sys, sardonyx_sdk
        roots = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
        print(sorted(r for r in roots if not r.startswith("_")))
        """
    )
    loaded = set(eval(done.stdout)) - {"sitecustomize", "usercustomize", "apport_python_hook"}
    assert loaded <= {"sardonyx_sdk", "opentelemetry", "typing_extensions", "importlib_metadata", "zipp"}, loaded


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_while_threads_record_does_not_deadlock(collector: Collector) -> None:
    run(
        """
        import os, sys, threading, sardonyx_sdk
        from opentelemetry import metrics, trace
        sardonyx_sdk.configure("busy", endpoint=sys.argv[1], logs="off", max_records=100)
        tracer, counter = trace.get_tracer("t"), metrics.get_meter("m").create_counter("c")
        stop = threading.Event()
        def work():
            while not stop.is_set():
                tracer.start_span("x").end()  # drops take the lock of the counts
                counter.add(1)
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        for _ in range(20):
            pid = os.fork()
            if pid == 0:
                tracer.start_span("child").end()
                counter.add(1)
                sardonyx_sdk.stats()
                os._exit(0)
            assert os.waitpid(pid, 0)[1] == 0
        stop.set()
        for thread in threads: thread.join()
        """,
        collector.url,
    )


def test_uvicorn_workers_serve_log_and_deliver(collector: Collector, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        textwrap.dedent(
            """
            import logging, os
            import sardonyx_sdk
            sardonyx_sdk.configure("shop", interval_seconds=0.05)
            from fastapi import FastAPI
            app = FastAPI()
            @app.get("/items/{item}")
            def item(item: int):
                logging.getLogger("shop").info("item %d", item)
                return {"pid": os.getpid(), "trace": sardonyx_sdk.current_trace_id()}
            """
        )
    )
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "shop:app", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{tmp_path}", "SARDONYX_ENDPOINT": collector.url}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            await_port(port, server)
            answers = [httpx.get(f"http://127.0.0.1:{port}/items/{number}").json() for number in range(20)]
        finally:
            server.terminate()
            printed, _ = server.communicate(timeout=30)
    assert {span.trace_id.hex() for span in collector.spans} == {answer["trace"] for answer in answers}
    assert {span.name for span in collector.spans} == {"GET /items/{item}"}
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    items = {line["message"]: line["trace_id"] for line in lines if line["metadata"]["logger"] == "shop"}
    assert items == {f"item {number}": answer["trace"] for number, answer in enumerate(answers)}
    access = [line for line in lines if line["metadata"]["logger"] == "uvicorn.access"]
    assert len(access) == 20
