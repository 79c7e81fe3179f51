"""Unmodified senders: Debian's Prometheus and vmagent scrape a page, relabel, and write to us."""

import json
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.integration.remote_write.changing_page import ChangingPage, served
from tests.support.daemons import daemon, listens
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

SCRAPES = 9
CONFIGURATION = """
global: {{scrape_interval: 1s, external_labels: {{cluster: "east", replica: "a"}}}}
scrape_configs:
- job_name: shop
  static_configs: [{{targets: ["{address}"], labels: {{team: orders}}}}]
  relabel_configs: [{{source_labels: [__address__], regex: "(.+):.+", target_label: host, replacement: "$1"}}]
  metric_relabel_configs: [{{source_labels: [__name__], regex: shop_limit, action: drop}}]
"""
REMOTE_WRITE = """
remote_write:
- url: {url}/api/v1/write
  metadata_config: {{send_interval: 1s}}
  queue_config: {{min_backoff: 50ms, max_backoff: 500ms, batch_send_deadline: 500ms}}
"""
Samples = dict[str, list[tuple[float, str]]]


def ask(url: str, path: str, **params: str) -> Any:
    with urllib.request.urlopen(f"{url}/api/v1/{path}?{urllib.parse.urlencode(params)}", timeout=30) as answer:
        return json.load(answer)["data"]


def stored(url: str, selector: str, at: float) -> Samples:
    """Every sample of the last minutes, by labels; those the sender adds on its way out are left out."""
    found = {}
    for series in ask(url, "query", query=f"{selector}[10m]", time=f"{at}")["result"]:
        labels = {name: value for name, value in series["metric"].items() if name not in ("cluster", "replica")}
        found[json.dumps(labels, sort_keys=True)] = [(round(at, 3), value) for at, value in series["values"]]
    return found


def prometheus(folder: Path, page: ChangingPage, url: str, port: int) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "prometheus.yml").write_text((CONFIGURATION + REMOTE_WRITE).format(address=page.address, url=url))
    return [
        "prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}", "--storage.remote.flush-deadline=1s", "--log.level=warn",
    ]  # fmt: skip


def test_what_prometheus_has_scraped_is_ours_to_the_last_sample(tmp_path: Path) -> None:
    port = free_port()
    with ServerProcess(tmp_path / "data") as server, served() as page:
        with daemon(prometheus(tmp_path / "p", page, server.url, port), lambda: listens(port)):
            page.wait_for(SCRAPES)
            theirs = f"http://127.0.0.1:{port}"
            at = time.time() - 1.5
            eventually(lambda: len(stored(theirs, '{job="shop"}', at)) > 10)
            wanted = stored(theirs, '{job="shop"}', at)
            eventually(lambda: stored(server.url, '{job="shop"}', at) == wanted)
            passing = "max_over_time(shop_passing[1m]) unless shop_passing"
            eventually(lambda: bool(ask(server.url, "query", query=passing)["result"]))
        (orders,) = ask(server.url, "query", query='shop_orders_total{city="Köln"}', time=f"{at}")["result"]
        assert orders["metric"] == {
            "__name__": "shop_orders_total", "city": "Köln", "note": 'a "quoted" \\ path', "job": "shop", "team": "orders",
            "instance": page.address, "host": "127.0.0.1", "cluster": "east", "replica": "a",
        }  # fmt: skip
        assert ask(server.url, "metadata", metric="shop_orders_total") == {
            "shop_orders_total": [{"type": "counter", "help": "Orders taken.", "unit": ""}]
        }
        assert not any("shop_limit" in labels for labels in wanted)


def test_prometheus_goes_on_where_it_was_when_we_are_killed(tmp_path: Path) -> None:
    port, ours = free_port(), free_port()
    options = ("--listen", f"127.0.0.1:{ours}")
    first = ServerProcess(tmp_path / "data", *options).start()
    with served() as page, daemon(prometheus(tmp_path / "p", page, first.url, port), lambda: listens(port)):
        page.wait_for(4)
        first.kill()
        page.wait_for(7)
        with ServerProcess(tmp_path / "data", *options) as again:
            page.wait_for(SCRAPES)
            at = time.time() - 1.5
            wanted = stored(f"http://127.0.0.1:{port}", '{job="shop"}', at)
            eventually(lambda: stored(again.url, '{job="shop"}', at) == wanted)
            assert len(wanted) > 10


def test_vmagent_writes_to_us(tmp_path: Path) -> None:
    port = free_port()
    with ServerProcess(tmp_path / "data") as server, served() as page:
        configuration = tmp_path / "scrape.yml"
        configuration.write_text(CONFIGURATION.format(address=page.address))
        command = [
            "vmagent", f"-promscrape.config={configuration}", f"-remoteWrite.url={server.url}/api/v1/write",
            f"-remoteWrite.tmpDataPath={tmp_path / 'queue'}", f"-httpListenAddr=127.0.0.1:{port}",
            "-remoteWrite.flushInterval=200ms",
        ]  # fmt: skip
        with daemon(command, lambda: listens(port)):
            page.wait_for(SCRAPES)
            query = 'count_over_time(shop_orders_total{city="Zürich"}[10m]) >= 5'
            eventually(lambda: bool(ask(server.url, "query", query=query)["result"]))
        found = stored(server.url, "shop_orders_total", time.time())
        (zurich,) = [samples for labels, samples in found.items() if "Zürich" in json.loads(labels)["city"]]
        turns = [float(value) * 2 for _, value in zurich]
        assert turns == sorted(turns)
        assert all(turn == int(turn) for turn in turns)
        assert len({at for at, _ in zurich}) == len(zurich)
        up = ask(server.url, "query", query='up{job="shop"}')["result"]
        assert [series["metric"]["host"] for series in up] == ["127.0.0.1"]
