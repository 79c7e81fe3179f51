"""Debian's rsyslog and syslog-ng, as configured in docs/log-shippers.md: every line is found once, with its level, service and
time."""

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from sardonyx.receivers import errors
from sardonyx.receivers.elasticsearch import refusal
from tests.integration.shippers.programs import Feed, elasticsearch_http, rsyslog, syslog_ng, to_elasticsearch
from tests.support.certificates import Certificate, self_signed
from tests.support.server_process import ServerProcess

LINES = 300


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[ServerProcess]:
    env = {
        "SARDONYX_SYSLOG__LISTEN": "127.0.0.1:0",
        "SARDONYX_SYSLOG__TLS_LISTEN": "127.0.0.1:0",
        "SARDONYX_SYSLOG__TLS_CERTIFICATE": str(certificate.file),
        "SARDONYX_SYSLOG__TLS_KEY": str(certificate.key_file),
        "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms",
    }
    with ServerProcess(tmp_path_factory.mktemp("server") / "data", env=env) as running:
        yield running


def port_of(server: ServerProcess, listener: str) -> str:
    return str(server.get("/rest/status")["listeners"][listener].rpartition(":")[2])


def test_rsyslogs_omelasticsearch(server: ServerProcess, tmp_path: Path) -> None:
    feed = Feed("rsyslog-es")
    with rsyslog(tmp_path / "rsyslog", to_elasticsearch(server.url), "omelasticsearch") as port:
        feed.send(port, LINES)
        feed.check(server)


@pytest.mark.parametrize("over", ["tcp", "tls"])
def test_rsyslogs_omfwd(server: ServerProcess, tmp_path: Path, certificate: Certificate, over: str) -> None:
    feed = Feed(f"rsyslog-{over}")
    listener, driver = "syslog", ""
    if over == "tls":
        listener = "syslog_tls"
        driver = (
            f'StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid" '
            f'StreamDriver.CAFile="{certificate.file}"'
        )
    action = (
        f'action(type="omfwd" target="127.0.0.1" port="{port_of(server, listener)}" protocol="tcp" {driver} '
        'TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")'
    )
    with rsyslog(tmp_path / "rsyslog", action) as port:
        feed.send(port, LINES)
        feed.check(server)


@pytest.mark.parametrize("destination", ["elasticsearch-http", "http", "syslog"])
def test_syslog_ng(server: ServerProcess, tmp_path: Path, destination: str) -> None:
    feed = Feed(f"syslog-ng-{destination}")
    folder = tmp_path / "syslog-ng"
    configured = {
        "elasticsearch-http": elasticsearch_http(server.url, folder),
        "http": f'http(url("{server.url}/rest/logs/lines") method("POST") batch-lines(100) batch-timeout(100) '
        'delimiter("\\n") body("$(format-json --scope rfc5424 --exclude DATE @timestamp=${ISODATE})"));',
        "syslog": f'syslog("127.0.0.1" port({port_of(server, "syslog")}) transport("tcp"));',
    }[destination]
    with syslog_ng(folder, configured) as port:
        feed.send(port, LINES)
        feed.check(server)


class Troubled(BaseHTTPRequestHandler):
    """Stands before Sardonyx: refuses the first deliveries as it does while its journal is full, hands on the next ones but loses
    what is answered, and is of no further harm."""

    behind = ""
    refusals = 0
    losses = 0

    def do_GET(self) -> None:
        self._answer(*self._handed_on())

    def do_POST(self) -> None:
        kind = type(self)
        if kind.refusals:
            kind.refusals -= 1
            self._body()
            answer = refusal(errors.Overloaded("the journal is full", 1))
            self._answer(answer.status_code, str(answer.media_type), bytes(answer.body))
        elif kind.losses:
            kind.losses -= 1
            self._handed_on()
            self.close_connection = True
        else:
            self._answer(*self._handed_on())

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _handed_on(self) -> tuple[int, str, bytes]:
        headers = {"Content-Type": self.headers.get("Content-Type", "")}
        request = urllib.request.Request(self.behind + self.path, self._body() or None, headers, method=self.command)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.mark.parametrize("trouble", ["refusals", "losses"])
def test_both_send_again_and_nothing_is_doubled(server: ServerProcess, tmp_path: Path, trouble: str) -> None:
    feeds = [Feed(f"rsyslog-{trouble}"), Feed(f"syslog-ng-{trouble}")]
    Troubled.behind = server.url
    setattr(Troubled, trouble, 4)
    with HTTPServer(("127.0.0.1", 0), Troubled) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{proxy.server_port}"
        with (
            rsyslog(tmp_path / "r", to_elasticsearch(url), "omelasticsearch") as rsyslog_port,
            syslog_ng(tmp_path / "n", elasticsearch_http(url, tmp_path / "n")) as syslog_ng_port,
        ):
            for _ in range(2):
                for feed, port in zip(feeds, (rsyslog_port, syslog_ng_port), strict=True):
                    feed.send(port, LINES)
            for feed in feeds:
                feed.check(server, seconds=60)
        proxy.shutdown()
    assert getattr(Troubled, trouble) == 0
