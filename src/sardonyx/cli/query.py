"""`sardonyx query logs|traces|promql` and `sardonyx tail`: one result a line."""

import contextlib
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from sardonyx.cli.client import Client, TokenOption, UrlOption
from sardonyx.cli.errors import CommandError

app = typer.Typer(help="Search what is stored.", no_args_is_help=True)

QueryArgument = Annotated[str, typer.Argument(help="Search language, e.g. 'service:shop level:>=warn \"refused\"'.")]
StartOption = Annotated[str, typer.Option(help="Start: ISO-8601, epoch, or relative such as now-1h.")]
EndOption = Annotated[str, typer.Option(help="End, like --start.")]
LimitOption = Annotated[int, typer.Option(min=1, help="At most so many results.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

_PAGE = 1000


@app.command()
def logs(
    query: QueryArgument = "",
    start: StartOption = "now-1h",
    end: EndOption = "now",
    limit: LimitOption = 100,
    as_json: JsonOption = False,
    url: UrlOption = None,
    token: TokenOption = None,
) -> None:
    """Print log records, newest first."""
    client = Client(url, token)
    cursor, left = None, limit
    while left > 0:
        body = {"query": query, "start": start, "end": end, "limit": min(left, _PAGE), "cursor": cursor}
        page = client.post("/rest/logs/search", body)
        for row in page["rows"]:
            _print(row, as_json, log_line)
        _notices(page)
        left -= len(page["rows"])
        cursor = page["next_cursor"]
        if not cursor:
            return


@app.command()
def traces(
    query: QueryArgument = "",
    start: StartOption = "now-1h",
    end: EndOption = "now",
    limit: LimitOption = 20,
    as_json: JsonOption = False,
    url: UrlOption = None,
    token: TokenOption = None,
) -> None:
    """Print traces with a matching span, newest first."""
    body = {"query": query, "start": start, "end": end, "limit": limit}
    page = Client(url, token).post("/rest/traces/search", body)
    for row in page["traces"]:
        _print(row, as_json, trace_line)
    _notices(page)


@app.command()
def promql(
    query: Annotated[str, typer.Argument(help="PromQL, e.g. 'sum by (job) (rate(http_requests_total[5m]))'.")],
    start: Annotated[str, typer.Option(help="Start of a range query; without it, the value at --end is asked.")] = "",
    end: EndOption = "now",
    step: Annotated[float, typer.Option(min=0, help="Seconds between points; 0: about 250 points.")] = 0,
    limit: LimitOption = 1000,
    as_json: JsonOption = False,
    url: UrlOption = None,
    token: TokenOption = None,
) -> None:
    """Print the value of each series now, or its points since --start."""
    from sardonyx.query.time_range import TimeRange, TimeRangeError

    try:
        span = TimeRange.parse(start or "0", end)
    except TimeRangeError as error:
        raise CommandError(str(error)) from None
    client, start_s, end_s = Client(url, token), span.start_ns / 1e9, span.end_ns / 1e9
    if start:
        asked = {"start": start_s, "end": end_s, "step": step or max(1, round((end_s - start_s) / 250))}
        page = client.get("/api/v1/query_range", query=query, limit=limit, **asked)
    else:
        page = client.get("/api/v1/query", query=query, limit=limit, time=end_s)
    for row in _points(page["data"]):
        _print(row, as_json, point_line)
    for text in (*page.get("warnings", ()), *page.get("infos", ())):
        typer.echo(f"-- {text}", err=True)


def tail(
    query: QueryArgument = "",
    as_json: JsonOption = False,
    url: UrlOption = None,
    token: TokenOption = None,
) -> None:
    """Print log records as they arrive, until Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        for event, data in Client(url, token).events("/rest/logs/tail", query=query):
            if event == "log":
                _print(msgspec.json.decode(data), as_json, log_line)
            elif event == "gap":
                typer.echo(f"-- some records were left out: {data}", err=True)


def log_line(row: dict[str, Any]) -> str:
    """A log record in one line: time, level, service, message, trace."""
    body = " ".join(str(row["body"]).split())
    trace = f"  trace_id={row['trace_id']}" if row.get("trace_id") else ""
    return f"{row['timestamp']}  {row['level'] or '-':<5}  {row['service'] or '-'}  {body}{trace}"


def trace_line(row: dict[str, Any]) -> str:
    """A trace in one line: time, duration, spans, errors, root, id."""
    root = f"{row['root_service'] or '-'}: {row['root_name'] or '-'}"
    errors = f"  errors={row['error_count']}" if row["error_count"] else ""
    return (
        f"{row['start']}  {row['duration_ms']:>10.2f} ms  spans={row['span_count']}{errors}  {root}  {row['trace_id']}"
    )


def point_line(row: dict[str, Any]) -> str:
    """A sample in one line: time, value, series."""
    at = datetime.fromtimestamp(row["time"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    labels = ", ".join(f'{name}="{text}"' for name, text in sorted(row["metric"].items()) if name != "__name__")
    return f"{at}  {row['value']:>12}  {row['metric'].get('__name__', '')}{{{labels}}}"


def _points(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every sample of an answer, whatever its type."""
    if data["resultType"] in ("scalar", "string"):
        at, value = data["result"]
        return [{"time": at, "metric": {}, "value": value}]
    return [
        {"time": at, "metric": series["metric"], "value": value}
        for series in data["result"]
        for at, value in series.get("values", [series.get("value")])
    ]


def _print(row: dict[str, Any], as_json: bool, line: Any) -> None:
    typer.echo(msgspec.json.encode(row).decode() if as_json else line(row))


def _notices(page: dict[str, Any]) -> None:
    for notice in page.get("notices") or ():
        typer.echo(f"-- {notice if isinstance(notice, str) else notice.get('message', notice)}", err=True)
