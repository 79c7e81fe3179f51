"""Links of dashboards and panels. Addresses of Grafana's dashboards (`/d/UID/…`) become ours (`/dashboards/UID`)."""

import re
from urllib.parse import urlsplit

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, items, text, texts

_THEIRS = re.compile(r"^/?d/([A-Za-z0-9_-]+)(?:/[^?#]*)?(?=$|[?#])")
_OURS = re.compile(r"^/dashboards/([A-Za-z0-9_-]+)(?=$|[?#])")
_PAGES = re.compile(r"^/?(dashboard/|d-solo/|dashboards/f/|alerting/|a/|db/|playlists?/|plugins/)")
_OF_VALUES = re.compile(r"\$\{?__(?:data|value|field|series|cell)")
_SETS = re.compile(r"\$\{?__(?:url_time_range|all_variables)\b\}?|\$\{\w+:queryparam\}")
MAX_LINKS = 50


def read_links(title: str, links: object, notes: Notes) -> list[Document]:
    """The links of a panel (`title`) or of the dashboard itself ('')."""
    found: list[Document] = []
    for one in items(links):
        link = _link(title, one, notes)
        if link is None:
            continue
        if one.get("includeVars") is True:
            notes.add(title, f"choices of link {link['title']}", "the other page opens with its own")
        found.append(link)
    if len(found) > MAX_LINKS:
        notes.add(title, f"{len(found) - MAX_LINKS} links", f"at most {MAX_LINKS} are kept")
    return found[:MAX_LINKS]


def _link(title: str, one: Document, notes: Notes) -> Document | None:
    named = text(one.get("title"), 500)
    url = text(one.get("url") or one.get("dashUri"), 4001).strip()
    tags = texts(one.get("tags"))[:50]
    told: Document = {"title": named, "tags": tags, "new_tab": one.get("targetBlank") is True}
    if not url:
        if one.get("type") in ("dashboards", "dashboard") and tags:
            return told
        notes.add(title, f"link {named or text(one.get('dashboard'))}", "names a dashboard by title: link by address")
    elif not followed(url) or len(url) > 4000:
        notes.add(title, f"link {named} to {url[:200]}", "only http, https and addresses here are followed")
    elif _PAGES.match(url):
        notes.add(title, f"link {named} to {url[:500]}", "is a page of Grafana that is not here")
    elif _OF_VALUES.search(url):
        notes.add(title, f"link {named} to {url[:500]}", "depends on the value that is clicked")
    else:
        if one.get("keepTime") is True:
            why = "the address opens with its own time range: put ${__from} and ${__to} into it"
            notes.add(title, f"time range of link {named}", why)
        return {**told, "url": _THEIRS.sub(r"/dashboards/\1", _without_sets(title, named, url, notes))}
    return None


def _without_sets(title: str, named: str, url: str, notes: Notes) -> str:
    """The address without variables that stand for several parameters at once."""
    for put_in in _SETS.findall(url):
        notes.add(title, f"{put_in} of link {named}", "put each variable into the address by itself: ${name}")
        url = url.replace(put_in, "")
    address, mark, parameters = url.partition("?")
    kept = "&".join(part for part in parameters.split("&") if part)
    return address + mark + kept if kept else address


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
