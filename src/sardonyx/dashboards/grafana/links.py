"""Links of dashboards and panels. Addresses of Grafana's dashboards (`/d/UID/…`) become ours (`/dashboards/UID`)."""

import re
from urllib.parse import urlsplit

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, items, text, texts

_THEIRS = re.compile(r"^/?d/([A-Za-z0-9_-]+)(?:/[^?#]*)?(?=$|[?#])")
_OURS = re.compile(r"^/dashboards/([A-Za-z0-9_-]+)(?=$|[?#])")
_OF_VALUES = re.compile(r"\$\{?__(?:data|value|field|series|cell)")
MAX_LINKS = 50


def read_links(title: str, links: object, notes: Notes) -> list[Document]:
    """The links of a panel (`title`) or of the dashboard itself ('')."""
    found: list[Document] = []
    for one in items(links):
        named = text(one.get("title"), 500)
        url = text(one.get("url") or one.get("dashUri"), 4001).strip()
        tags = texts(one.get("tags"))[:50]
        if one.get("type") in ("dashboards", "dashboard") and not url and tags:
            found.append({"title": named, "tags": tags, "new_tab": one.get("targetBlank") is True})
        elif not url:
            notes.add(
                title, f"link {named or text(one.get('dashboard'))}", "names a dashboard by title: link by address"
            )
        elif not followed(url) or len(url) > 4000:
            notes.add(title, f"link {named} to {url[:200]}", "only http, https and addresses here are followed")
        elif _OF_VALUES.search(url):
            notes.add(title, f"link {named} to {url[:500]}", "depends on the value that is clicked")
        else:
            ours = _THEIRS.sub(r"/dashboards/\1", url)
            found.append({"title": named, "url": ours, "tags": tags, "new_tab": one.get("targetBlank") is True})
    if len(found) > MAX_LINKS:
        notes.add(title, f"{len(found) - MAX_LINKS} links", f"at most {MAX_LINKS} are kept")
    return found[:MAX_LINKS]


def followed(url: str) -> bool:
    """Whether an address is http, https, or within us; one that starts with a variable is judged when it is drawn."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return False
    return scheme in ("", "http", "https") and not url.startswith("//")


def write_link(link: Document, *, of_dashboard: bool) -> Document:
    """One link (as JSON, complete)."""
    url = _OURS.sub(r"/d/\1", link["url"])
    told: Document = {"title": link["title"], "targetBlank": link["new_tab"]}
    if url:
        told["url"] = url
    if of_dashboard or link["tags"]:
        told |= {"tags": link["tags"], "type": "link" if url else "dashboards", "asDropdown": False}
    return told
