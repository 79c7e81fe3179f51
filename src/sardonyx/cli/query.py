"""`sardonyx query logs|traces` and `sardonyx tail`: one result a line."""

import contextlib
from typing import Annotated, Any

import msgspec
import typer

from sardonyx.cli.client import Client, TokenOption, UrlOption

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


def _print(row: dict[str, Any], as_json: bool, line: Any) -> None:
    typer.echo(msgspec.json.encode(row).decode() if as_json else line(row))


def _notices(page: dict[str, Any]) -> None:
    for notice in page.get("notices") or ():
        typer.echo(f"-- {notice if isinstance(notice, str) else notice.get('message', notice)}", err=True)
