"""One visit: what a person does from logging in to leaving, one request at a time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from sardonyx_demo.suna.people import Person
from sardonyx_demo.traffic import phrases

_MISTYPED_RATIO = 0.12
_EMPTY_RATIO = 0.03
_AGENT_RATIO = 0.35
_STRANGE_SESSION_RATIO = 0.04
_UPLOAD_RATIO = 0.05
_TURNS = (2, 3, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Action:
    """One request. `{session}` in the path is filled in when it is sent."""

    service: str
    method: str
    path: str
    body: Any = None


def script(person: Person, rng: random.Random) -> Iterator[Action]:
    """A visit as a list of requests."""
    yield Action("suna", "GET", "/")
    if rng.random() < _MISTYPED_RATIO:
        yield Action("suna", "POST", "/login", {"email": person.email, "password": person.password[:-1]})
    yield Action("suna", "POST", "/login", {"email": person.email, "password": person.password})
    for turn in range(rng.choice(_TURNS)):
        if rng.random() < _EMPTY_RATIO:
            yield Action("suna", "POST", "/api/chat", {"message": ""})
        message = phrases.question(rng, turn == 0, person.email)
        yield Action("suna", "POST", "/api/chat", {"message": message})
        if rng.random() < 0.3:
            yield Action("suna", "GET", "/api/sessions/{session}")
    if rng.random() < _AGENT_RATIO:
        yield Action("suna", "POST", "/api/agents/run", {"goal": phrases.goal(rng)})
    if rng.random() < _STRANGE_SESSION_RATIO:
        yield Action("suna", "GET", "/api/sessions/s-000000000000")
    if rng.random() < _UPLOAD_RATIO:
        title, text = phrases.note(rng)
        yield Action("onyx-core", "POST", "/documents", {"title": title, "text": text})


class Visit:
    """A person working through their script."""

    def __init__(self, person: Person, rng: random.Random) -> None:
        self.person = person
        self._actions = script(person, rng)
        self._headers = {"user-agent": f"suna-web/3.1 ({person.name})"}
        self._session = ""

    def next_action(self) -> Action | None:
        """What comes next; None when the visit is over."""
        action = next(self._actions, None)
        if action is not None and "{session}" in action.path:
            return Action(action.service, action.method, action.path.replace("{session}", self._session or "none"))
        return action

    async def send(self, client: httpx.AsyncClient, urls: dict[str, str], action: Action) -> int:
        """Send it; returns the status. Raises httpx.HTTPError."""
        url = urls[action.service] + action.path
        answer = await client.request(action.method, url, json=action.body, headers=self._headers)
        if action.path == "/login" and answer.status_code == 200:
            found = answer.json()
            self._session = found["session_id"]
            self._headers["authorization"] = f"Bearer {found['token']}"
        return answer.status_code
