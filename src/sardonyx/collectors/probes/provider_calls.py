"""The providers: which call costs least and still shows that the key works, and where their status page is.

`answered_without_key` are the answers of a server that is there and wants a key. Sources: the providers' API references.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_REFUSALS = frozenset({400, 401, 403, 405, 422})


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `header` carries the key after `prefix`; `costs`: a call with the key is billed as one use."""

    base: str
    path: str
    header: str = "Authorization"
    prefix: str = "Bearer "
    headers: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    page_about: tuple[str, ...] = ()
    method: str = "GET"
    costs: bool = False
    body: str = ""
    answered_without_key: frozenset[int] = _REFUSALS


PROVIDERS: Mapping[str, Provider] = {
    # The list of models: free.
    "openai": Provider("https://api.openai.com", "/v1/models", page="https://status.openai.com/api/v2/summary.json"),
    "anthropic": Provider(
        "https://api.anthropic.com", "/v1/models?limit=1", header="x-api-key", prefix="",
        headers={"anthropic-version": "2023-06-01"}, page="https://status.claude.com/api/v2/summary.json",
    ),
    "google_ai": Provider(
        "https://generativelanguage.googleapis.com", "/v1beta/models?pageSize=1", header="x-goog-api-key", prefix="",
        page="https://status.cloud.google.com/incidents.json", page_about=("gemini", "vertex ai", "generative ai"),
    ),
    "cohere": Provider(
        "https://api.cohere.com", "/v1/models?page_size=1", page="https://status.cohere.com/api/v2/summary.json"
    ),
    "mistral": Provider("https://api.mistral.ai", "/v1/models", page="https://status.mistral.ai/summary.json"),
    # Google's directory of its APIs: free, and needs no key.
    "google_apis": Provider(
        "https://www.googleapis.com", "/discovery/v1/apis?name=oauth2&preferred=true", header="x-goog-api-key", prefix="",
        page="https://status.cloud.google.com/incidents.json",
    ),
    # Whose token it is; without one, whether the API answers at all.
    "slack": Provider(
        "https://slack.com", "/api/auth.test", method="POST", page="https://slack-status.com/api/v2.0.0/current"
    ),
    # Does not count against the limit it tells.
    "github": Provider("https://api.github.com", "/rate_limit", page="https://www.githubstatus.com/api/v2/summary.json"),
    # What is left of the account: free.
    "serper": Provider("https://google.serper.dev", "/account", header="X-API-KEY", prefix=""),
    "tavily": Provider("https://api.tavily.com", "/usage"),
    # There is no call but a search: one use each.
    "brave_search": Provider(
        "https://api.search.brave.com", "/res/v1/web/search?q=status&count=1", header="X-Subscription-Token", prefix="",
        page="https://status.brave.com/api/v2/summary.json", costs=True,
    ),
    "exa": Provider(
        "https://api.exa.ai", "/search", header="x-api-key", prefix="", method="POST",
        headers={"Content-Type": "application/json"}, body='{"query": "status", "numResults": 1}', costs=True,
    ),
    "statuspage": Provider("", ""),
}  # fmt: skip
