"""What a record of an HTTP request says, under the names of the OpenTelemetry semantic conventions.

Access lines have these names already (`fields`). Of JSON, logfmt and the like, the spellings that proxies, frameworks and
loggers use are found, in records that name a method; the fields as they were sent stay beside.
"""

from sardonyx.processors.parsing.fragments import array, in_list, quoted

_METHOD, _PATH = "http.request.method", "url.path"

SPELLINGS: dict[str, tuple[str, ...]] = {
    _METHOD: ("method", "http_method", "http.method", "request_method", "req.method", "request.method", "verb"),
    "http.response.status_code": (
        "status", "status_code", "statuscode", "http_status", "http.status", "http.status_code", "res.statuscode",
        "res.status_code", "response.status", "response.status_code", "response_status", "response_code",
    ),
    _PATH: (
        "path", "uri", "url", "request_uri", "http.target", "http.url", "http.path", "http_path", "req.url", "req.path",
        "request.path", "request.url", "requesturl",
    ),
    "user_agent.original": (
        "user_agent", "useragent", "user-agent", "http_user_agent", "http.user_agent", "http.useragent", "req.user_agent",
        "request.user_agent",
    ),
    "client.address": (
        "remote_addr", "remoteaddr", "remote_ip", "remoteip", "client_ip", "clientip", "client_addr", "client", "ip",
        "http.client_ip", "req.remoteaddress", "req.ip", "request.remote_ip", "request.client_ip",
    ),
}  # fmt: skip
"""Names of the conventions and the lower-case spellings that stand for them."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE")
# What a value must look like to be taken; of an address, only the path.
_VALUES = {
    _METHOD: r"^[A-Z]{3,7}$",
    "http.response.status_code": r"^[1-5]\d\d$",
    _PATH: r"^(?:[a-z][a-z0-9+.-]*://|/)",
}
_ORIGIN_AND_REST = r"^(?:[a-z][a-z0-9+.-]*://[^/?#]*)?([^?#]*)"


def spelt(fields: str) -> str:
    """SQL for those of the pairs `fields` that `pairs` looks at: few, so that the rest of the work is on few."""
    keys = [*SPELLINGS, *(spelling for spellings in SPELLINGS.values() for spelling in spellings)]
    return f"arrayFilter(p -> lower(p.1) IN {in_list(keys)}, {fields})"


def pairs(said: str) -> str:
    """SQL for the pairs to add, from what `spelt` gives; none that is there already."""
    names = {spelling: name for name, spellings in SPELLINGS.items() for spelling in (name, *spellings)}
    name = f"transform(lower(p.1), {array(names)}, {array(names.values())}, '')"
    fits = " AND ".join(f"(t.1 != {quoted(key)} OR match(t.2, {quoted(value)}))" for key, value in _VALUES.items())
    fitting = f"arrayFilter(t -> {fits}, arrayMap(p -> ({name}, p.2, p.1), {said}))"
    # What has its right name already comes first, and so keeps others of the name out.
    ordered = f"arraySort(t -> t.1 != t.3, {fitting})"
    first = f"arrayMap(y -> arrayFilter((t, n) -> n = 1 AND t.1 != t.3, y, arrayEnumerateUniq(y.1)), [{ordered}])[1]"
    methods = in_list((_METHOD, *SPELLINGS[_METHOD]))
    is_http = f"arrayExists(p -> p.2 IN {in_list(_METHODS)} AND lower(p.1) IN {methods}, {said})"
    kept = f"arrayMap(z -> arrayFilter(t -> z, {first}), [{is_http}])[1]"
    path = f"extract(t.2, {quoted(_ORIGIN_AND_REST)})"
    return f"arrayMap(t -> (t.1, if(t.1 = {quoted(_PATH)}, {path}, t.2)), {kept})"
