"""Every call Grafana's Prometheus data source makes, as its documents and source have it.

Its back end (pkg/promlib) sends forms, signs in with basic authentication and passes headers of the panel on; its front end
(packages/grafana-prometheus) asks the same paths through it. A data source's address may end in /prometheus.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.integration.prometheus_api.conftest import EVERY_SECONDS, NOW, SAMPLES, TRACE, Served

HEADERS = {
    "User-Agent": "Grafana/12.1.0",
    "Accept-Encoding": "gzip",
    "X-Dashboard-Uid": "adhoc",
    "X-Panel-Id": "7",
    "X-Panel-Plugin-Id": "timeseries",
    "X-Datasource-Uid": "P1809F7CD0C75ACF3",
    "X-Grafana-Org-Id": "1",
    "X-Query-Group-Id": "0b5d0dfa",
    "X-Cache-Skip": "true",
    "Traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
}
SERIES = 4
START, END = f"{NOW - SAMPLES * EVERY_SECONDS}.25", f"{NOW}.75"
LAST = str((NOW - EVERY_SECONDS) * 1000 / 1000)
SELECTOR = 'http_requests_total{job="api"}'
SPAN = {"start": START, "end": END}


@pytest.fixture(params=["", "/prometheus"], ids=["at the root", "below /prometheus"])
def grafana(served: Served, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with served.client(headers=HEADERS) as http:
        http.base_url = httpx.URL(f"{served.url}{request.param}/")
        yield http


def get(http: httpx.Client, path: str, **params: Any) -> Any:
    return _data(http.get(path, params=_named(params)))


def post(http: httpx.Client, path: str, **params: Any) -> Any:
    """A form, as httpMethod POST sends it."""
    body = urlencode(_named(params), doseq=True)
    return _data(http.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}))


def _named(params: dict[str, Any]) -> dict[str, Any]:
    return {"match[]" if name == "match" else name: value for name, value in params.items()}


def _data(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body["status"] == "success"
    return body["data"]


class TestSavingTheDataSource:
    """Save & test, and what it finds out about the server."""

    def test_the_health_check_evaluates_one_and_one(self, grafana: httpx.Client) -> None:
        assert post(grafana, "api/v1/query", query="1+1", time="4") == {"resultType": "scalar", "result": [4, "2"]}

    def test_the_version_is_found_and_no_other_product_is_taken_for_it(self, grafana: httpx.Client) -> None:
        found = get(grafana, "api/v1/status/buildinfo")
        assert found["version"].split(".")[0] == "3"
        assert "features" not in found

    def test_a_version_asked_for_with_a_post_is_asked_for_again_with_get(self, grafana: httpx.Client) -> None:
        assert grafana.post("api/v1/status/buildinfo").status_code == 405

    def test_rules_are_listed_for_its_alerting_pages(self, grafana: httpx.Client) -> None:
        assert get(grafana, "api/v1/rules")["groups"] == []
        assert get(grafana, "api/v1/rules", type="alert", group_limit="40") == {"groups": []}
        assert get(grafana, "api/v1/alerts") == {"alerts": []}

    def test_wrong_credentials_are_refused(self, served: Served) -> None:
        with httpx.Client(base_url=served.url, auth=("grafana", "wrong"), headers=HEADERS) as http:
            assert http.post("/api/v1/query", data={"query": "1+1"}).status_code == 401

    def test_a_bearer_token_does_as_well(self, served: Served) -> None:
        with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {served.token}"}) as http:
            assert post(http, "api/v1/query", query="1+1", time="4")["result"] == [4, "2"]


class TestPanels:
    """Queries of panels, alerts and annotations."""

    @pytest.mark.parametrize("ask", [get, post], ids=["GET", "POST"])
    def test_a_graph(self, grafana: httpx.Client, ask: Any) -> None:
        found = ask(grafana, "api/v1/query_range", query=f"sum by (code) (rate({SELECTOR}[1m]))", step="15", **SPAN)
        assert found["resultType"] == "matrix"
        assert {row["metric"]["code"] for row in found["result"]} == {"200", "500"}
        for at, value in found["result"][0]["values"]:
            assert isinstance(at, float)
            assert float(value) >= 0

    @pytest.mark.parametrize("step", ["15.5", "15s", "0.5", "1h30m"])
    def test_a_step_of_any_spelling(self, grafana: httpx.Client, step: str) -> None:
        start, end = str(NOW - 120), str(NOW - 60)
        (row,) = post(grafana, "api/v1/query_range", query=f"sum({SELECTOR})", start=start, end=end, step=step)[
            "result"
        ]
        times = [at for at, _ in row["values"]]
        apart = {"15.5": 15.5, "15s": 15, "0.5": 0.5, "1h30m": 5400}[step]
        assert times == [NOW - 120 + number * apart for number in range(int(60 // apart) + 1)]

    def test_a_table_or_alert_rule(self, grafana: httpx.Client) -> None:
        found = post(grafana, "api/v1/query", query=SELECTOR, time=LAST, timeout="30s")
        assert found["resultType"] == "vector"
        assert len(found["result"]) == SERIES
        assert {row["value"][1] for row in found["result"]} == {str(10 * (SAMPLES - 1))}

    def test_a_query_without_a_result(self, grafana: httpx.Client) -> None:
        assert post(grafana, "api/v1/query_range", query="nothing_at_all", step="15", **SPAN)["result"] == []

    def test_exemplars(self, grafana: httpx.Client) -> None:
        query = f"histogram_quantile(0.9, rate({SELECTOR}[1m]))"
        found = post(grafana, "api/v1/query_exemplars", query=query, **SPAN)
        assert {row["seriesLabels"]["code"] for row in found} == {"500"}
        assert found[0]["exemplars"][0]["labels"] == {"trace_id": TRACE}

    def test_an_error_is_told_in_the_shape_grafana_shows(self, grafana: httpx.Client) -> None:
        answer = grafana.post("api/v1/query_range", data={"query": "sum(", "step": "15", **SPAN})
        assert answer.status_code == 400
        assert (answer.json()["status"], answer.json()["errorType"]) == ("error", "bad_data")
        assert "parse error" in answer.json()["error"]


class TestEditor:
    """What the query editor and variables ask for. `limit` is 40000 unless set otherwise; 0 is none."""

    def test_names_of_metrics(self, grafana: httpx.Client) -> None:
        found = get(grafana, "api/v1/label/__name__/values", limit="40000", **SPAN)
        assert {"http_requests_total", "shop_open", "up", "scrape_samples_scraped"} <= set(found)

    @pytest.mark.parametrize("ask", [get, post], ids=["GET", "POST"])
    def test_names_of_labels(self, grafana: httpx.Client, ask: Any) -> None:
        found = ask(grafana, "api/v1/labels", match=SELECTOR, limit="40000", **SPAN)
        assert found == ["__name__", "code", "instance", "job"]
        assert set(found) < set(ask(grafana, "api/v1/labels", limit="0"))

    def test_values_of_a_label(self, grafana: httpx.Client) -> None:
        assert get(grafana, "api/v1/label/code/values", match=SELECTOR, limit="40000", **SPAN) == ["200", "500"]
        several = [f'{SELECTOR[:-1]},code="200"}}', "shop_open"]
        assert get(grafana, "api/v1/label/job/values", match=several) == ["api", "shop"]
        assert get(grafana, "api/v1/label/job/values", match=SELECTOR, limit="1") == ["api"]

    def test_a_label_whose_name_it_escapes(self, grafana: httpx.Client) -> None:
        assert get(grafana, "api/v1/label/U__service_2e_name/values") == []
        assert "api" in get(grafana, "api/v1/label/U__job/values")

    @pytest.mark.parametrize("ask", [get, post], ids=["GET", "POST"])
    @pytest.mark.parametrize("match", [SELECTOR, '{__name__="http_requests_total"}', '{job="api",code!=""}'])
    def test_series(self, grafana: httpx.Client, ask: Any, match: str) -> None:
        assert len(ask(grafana, "api/v1/series", match=match, limit="40000", **SPAN)) == SERIES

    def test_all_series_up_to_a_limit(self, grafana: httpx.Client) -> None:
        found = post(grafana, "api/v1/series", match='{__name__!=""}', limit="2", **SPAN)
        assert len(found) == 2

    def test_parameters_in_the_address_of_an_empty_post(self, grafana: httpx.Client) -> None:
        query = urlencode({"match[]": SELECTOR, **SPAN})
        answer = grafana.post(f"api/v1/series?{query}", headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert len(_data(answer)) == SERIES

    def test_metadata(self, grafana: httpx.Client) -> None:
        told = {"type": "counter", "help": "Requests.", "unit": ""}
        assert get(grafana, "api/v1/metadata", limit="40000", limit_per_metric="1")["http_requests_total"] == [told]
        assert get(grafana, "api/v1/metadata", metric="http_requests_total") == {"http_requests_total": [told]}
        assert len(get(grafana, "api/v1/metadata", limit="1")) == 1

    def test_a_query_is_laid_out(self, grafana: httpx.Client) -> None:
        assert get(grafana, "api/v1/format_query", query="sum(up)by(job)") == "sum by (job) (up)"


class TestThroughItsProxy:
    """Paths that people, and Grafana's pages about the server, ask through the data source."""

    @pytest.mark.parametrize(
        ("path", "keys"),
        [
            ("status/flags", {"query.timeout", "storage.tsdb.retention.time"}),
            ("status/runtimeinfo", {"startTime", "storageRetention", "reloadConfigSuccess"}),
            ("status/tsdb", {"seriesCountByMetricName", "labelValueCountByLabelName"}),
            ("status/walreplay", {"min", "max", "current"}),
            ("alertmanagers", {"activeAlertmanagers", "droppedAlertmanagers"}),
            ("scrape_pools", {"scrapePools"}),
            ("targets", {"activeTargets", "droppedTargets"}),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_there_is(self, grafana: httpx.Client, path: str, keys: set[str]) -> None:
        assert keys <= set(get(grafana, f"api/v1/{path}"))

    def test_notifications(self, grafana: httpx.Client) -> None:
        assert get(grafana, "api/v1/notifications") == []

    def test_the_target_it_scrapes(self, served: Served, grafana: httpx.Client) -> None:
        (target,) = get(grafana, "api/v1/targets", state="active", scrapePool="shop")["activeTargets"]
        assert (target["health"], target["scrapeUrl"]) == ("up", f"http://{served.target}/metrics")
        assert target["labels"] == {"job": "shop", "instance": served.target, "env": "test"}
        (told,) = get(grafana, "api/v1/targets/metadata", metric="shop_open")
        assert (told["target"], told["type"]) == (target["labels"], "gauge")

    def test_secrets_of_the_configuration_are_for_nobody(self, served: Served, grafana: httpx.Client) -> None:
        assert grafana.get("api/v1/status/config").status_code == 403  # a viewer
        with httpx.Client(base_url=served.url) as administrator:
            told = get(administrator, "/api/v1/status/config")["yaml"]
        assert "hunter2" not in told
        assert "job_name: shop" in told

    def test_what_is_not_there_is_not_found(self, grafana: httpx.Client) -> None:
        assert grafana.get("api/v1/nothing").status_code == 404
