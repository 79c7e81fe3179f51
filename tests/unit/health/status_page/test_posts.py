"""What is posted, and who hears of it."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from sardonyx.state.sealing import Sealer
from tests.unit.health.status_page.telling import Told

POSTS = "/rest/health/status-pages/onyx/posts"
POST = {"title": "Search is slow", "text": "We look into it.", "components": ["search"]}


async def _subscribed(told: Told, address: str = "ann@example.org") -> str:
    """Subscribes by e-mail and confirms; the path that ends it."""
    await told.post("/status/onyx/subscribe", data={"email": address})
    await told.send()
    link = re.search(r"https://\S+/confirm\S+", told.mails.notes[-1].content["text"])
    assert link is not None
    parts = urlsplit(link.group())
    answer = await told.post(f"{parts.path}?{parts.query}")
    assert "You are subscribed" in answer.text
    return f"{parts.path}?{parts.query}"


def _texts(told: Told) -> list[str]:
    return [note.content["subject"] for note in told.mails.notes]


async def test_a_post_is_shown_updated_and_over(told: Told) -> None:
    await told.make()
    made = (await told.post(POSTS, json=POST)).json()
    page = (await told.get("/status/onyx")).text
    assert "An incident is being handled" in page
    assert "We look into it." in page
    told.home.forward(minutes=5)
    updated = await told.post(f"{POSTS}/{made['id']}/updates", json={"state": "resolved", "text": "Solved."})
    assert [one["state"] for one in updated.json()["updates"]] == ["resolved", "investigating"]
    page = (await told.get("/status/onyx")).text
    assert "All systems operational" in page
    assert page.index("Past incidents") < page.index("Solved.")
    assert "Search is slow: Resolved" in (await told.get("/status/onyx/feed.rss")).text


async def test_a_draft_is_seen_by_nobody_until_it_is_published(told: Told) -> None:
    await told.make()
    await _subscribed(told)
    made = (await told.post(POSTS, json={**POST, "draft": True})).json()
    await told.send()
    for path in ("", "/history", "/feed.rss", "/summary.json"):
        assert "Search is slow" not in (await told.get(f"/status/onyx{path}")).text
    assert len(told.mails.notes) == 1
    async with told.client() as client:
        await client.put(f"{POSTS}/{made['id']}", json={"draft": False})
    await told.send()
    assert "Search is slow" in (await told.get("/status/onyx")).text
    assert _texts(told)[1:] == ["Investigating: Search is slow"]


async def test_a_component_that_goes_down_drafts_one_post_and_ends_it(told: Told) -> None:
    await told.make()
    await told.home.tell("search", "down")
    for _ in range(2):
        await told.parts.boards.refresh()
    (draft,) = (await told.get(POSTS)).json()["posts"]
    assert (draft["title"], draft["draft"], draft["components"]) == ("search is not available", True, ["search"])
    assert "is not available" not in (await told.get("/status/onyx")).text
    again = told.parts.boards.__class__(
        told.parts.pages, told.parts.posts, told.parts.subscribers, told.home.health, lambda page: "x",
        now=lambda: told.home.at,
    )  # fmt: skip
    await again.refresh(everything=True)  # another process, or the next one
    assert len((await told.get(POSTS)).json()["posts"]) == 1
    await told.home.tell("search", "up")
    await told.parts.boards.refresh()
    (draft,) = (await told.get(POSTS)).json()["posts"]
    assert (draft["state"], draft["draft"]) == ("resolved", True)


async def test_without_auto_posts_nothing_is_drafted(told: Told) -> None:
    await told.make(auto_posts=False)
    await told.home.tell("search", "down")
    await told.parts.boards.refresh()
    assert (await told.get(POSTS)).json()["posts"] == []


async def test_nobody_is_told_anything_before_he_confirmed(told: Told) -> None:
    await told.make()
    for _ in range(3):
        assert (await told.post("/status/onyx/subscribe", data={"email": "ann@example.org"})).status_code == 202
    await told.post(POSTS, json=POST)
    await told.send()
    assert _texts(told) == ["Confirm: hear of Onyx"]
    (row,) = (await told.get("/rest/health/status-pages/onyx/subscribers")).json()["subscribers"]
    assert (row["address"], row["confirmed_at"]) == ("ann@example.org", None)


async def test_opening_a_link_does_nothing_pressing_its_button_does(told: Told) -> None:
    await told.make()
    await told.post("/status/onyx/subscribe", data={"email": "ann@example.org"})
    await told.send()
    (mail,) = told.mails.notes
    link = urlsplit(re.findall(r"https://\S+", mail.content["text"])[0])
    opened = await told.get(f"{link.path}?{link.query}")
    assert 'method="post"' in opened.text
    subscribers = "/rest/health/status-pages/onyx/subscribers"
    assert (await told.get(subscribers)).json()["subscribers"][0]["confirmed_at"] is None
    assert (await told.post(f"{link.path}?{link.query}")).status_code == 200
    assert (await told.get(subscribers)).json()["subscribers"][0]["confirmed_at"] is not None
    wrong = link.query.replace("token=", "token=0")
    assert (await told.post(f"{link.path}?{wrong}")).status_code == 403
    other = link.path.replace("confirm", "unsubscribe")
    assert (await told.post(f"{other}?{link.query}")).status_code == 403


async def test_one_click_ends_it(told: Told) -> None:
    await told.make()
    await _subscribed(told)
    made = (await told.post(POSTS, json=POST)).json()
    await told.send()
    mail = told.mails.notes[-1].content
    assert mail["subject"] == "Investigating: Search is slow"
    link = urlsplit(mail["unsubscribe_url"])
    assert (await told.post(f"{link.path}?{link.query}", data={"List-Unsubscribe": "One-Click"})).status_code == 200
    await told.post(f"{POSTS}/{made['id']}/updates", json={"state": "resolved", "text": "Solved."})
    await told.send()
    assert told.mails.notes[-1].content is mail


async def test_webhooks_confirm_and_are_signed(told: Told) -> None:
    await told.make()
    url = "https://hook.example.org/status"
    assert (await told.post("/status/onyx/subscribe", json={"webhook": url})).status_code == 202
    await told.send()
    question = told.calls.notes[0].content
    assert question["body"]["type"] == "subscription.confirm"
    secret = Sealer(b"s" * 32).open(question["secret_in_body"])
    assert secret not in json.dumps(question)
    link = urlsplit(question["body"]["confirm_url"])
    await told.post(f"{link.path}?{link.query}")
    await told.post(POSTS, json=POST)
    await told.send()
    news = told.calls.notes[1].content
    assert (news["body"]["post"]["state"], news["body"]["post"]["components"]) == ("investigating", ["search"])
    assert Sealer(b"s" * 32).open(news["sealed_secret"]) == secret


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "no address"}, {"email": "a@b.c\nBcc: x@y.z"}, {"webhook": "http://plain.example.org"},
     {"webhook": "https://u:p@example.org"}, {"webhook": "file:///etc/passwd"}, {"email": ["a@b.c"]}, {"email": "a" * 5000}],
    ids=range(8),
)  # fmt: skip
async def test_a_wrong_address_is_told_so(told: Told, body: dict[str, Any]) -> None:
    await told.make()
    answer = await told.post("/status/onyx/subscribe", json=body)
    assert answer.status_code == 422
    assert "That did not work" in answer.text
    assert (await told.get("/rest/health/status-pages/onyx/subscribers")).json() == {"subscribers": []}


async def test_subscribing_is_limited(told: Told) -> None:
    await told.make()
    answers = [
        (await told.post("/status/onyx/subscribe", data={"email": f"a{number}@example.org"})).status_code
        for number in range(14)
    ]
    assert answers == [202] * 12 + [429] * 2
    told.home.forward(minutes=11)
    assert (await told.post("/status/onyx/subscribe", data={"email": "b@example.org"})).status_code == 202


@pytest.mark.parametrize(
    ("post", "told_of"),
    [
        ({"state": "completed"}, "investigating, identified, monitoring, resolved"),
        ({"kind": "maintenance", "state": "scheduled"}, "starts_at and ends_at"),
        ({"components": ["nobody"]}, "no components nobody"),
        ({"incident_id": "nobody"}, "no incident nobody"),
        ({"text": ""}, "text"),
    ],
    ids=["state", "times", "component", "incident", "text"],
)
async def test_a_wrong_post_is_refused(told: Told, post: dict[str, Any], told_of: str) -> None:
    await told.make()
    answer = await told.post(POSTS, json={**POST, **post})
    assert answer.status_code == 422
    assert told_of in answer.text


async def test_a_post_tells_of_an_incident(told: Told) -> None:
    await told.make()
    await told.home.tell("search", "down")
    (incident,) = await told.home.open_incidents()
    made = (await told.post(POSTS, json={**POST, "incident_id": incident.id})).json()
    assert made["incident_id"] == incident.id
