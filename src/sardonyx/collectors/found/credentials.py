"""How a server in a container is signed in to: what its own environment and command say. Nothing is ever guessed.

Source: the documentation of the images postgres, bitnami/postgresql, redis, bitnami/redis, valkey, redis-stack, qdrant.
"""

import itertools
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from urllib.parse import quote

from sardonyx.collectors.found.server import Kind

_WHAT_TO_DO = "label it sardonyx.collect.url=…, or name it in collectors.{kind}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How to ask: `before` and `after` the address in the URL. `advice` says why it may be refused, if that is known."""

    before: str = field(repr=False)
    after: str = ""
    advice: str = ""


def credentials(kind: Kind, environment: Mapping[str, str], command: Sequence[str]) -> Asked:
    """What is needed to ask a server of this kind."""
    return _KINDS[kind](environment, command)


def _postgres(environment: Mapping[str, str], _: Sequence[str]) -> Asked:
    user = _first(environment, "POSTGRES_USER", "POSTGRESQL_USERNAME") or "postgres"
    password = _first(environment, "POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD")
    database = _first(environment, "POSTGRES_DB", "POSTGRESQL_DATABASE") or user
    advice = _unreadable("postgres", environment, "POSTGRES_PASSWORD_FILE", "POSTGRESQL_PASSWORD_FILE")
    return Asked(f"postgresql://{_user(user, password)}", f"/{quote(database, safe='')}", "" if password else advice)


def _redis(environment: Mapping[str, str], command: Sequence[str]) -> Asked:
    words = [*_words(command, environment), *_words([environment.get("REDIS_ARGS", "")], environment)]
    given = next((after for word, after in itertools.pairwise(words) if word == "--requirepass"), "")
    password = given or _first(environment, "REDIS_PASSWORD", "VALKEY_PASSWORD")
    advice = _unreadable("redis", environment, "REDIS_PASSWORD_FILE", "VALKEY_PASSWORD_FILE")
    return Asked(f"redis://{_user('', password)}", "", "" if password else advice)


def _qdrant(environment: Mapping[str, str], _: Sequence[str]) -> Asked:
    scheme = "https" if environment.get("QDRANT__SERVICE__ENABLE_TLS", "").lower() in ("true", "1") else "http"
    key = _first(environment, "QDRANT__SERVICE__READ_ONLY_API_KEY", "QDRANT__SERVICE__API_KEY")
    return Asked(f"{scheme}://{_user('', key)}")


def _http(_: Mapping[str, str], __: Sequence[str]) -> Asked:
    return Asked("http://")


_KINDS: dict[Kind, Callable[[Mapping[str, str], Sequence[str]], Asked]] = {
    "postgres": _postgres,
    "redis": _redis,
    "qdrant": _qdrant,
    "nginx": _http,
    "page": _http,
}


def _first(environment: Mapping[str, str], *names: str) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


def _user(name: str, password: str) -> str:
    """The part of a URL before the host."""
    told = quote(name, safe="") + (f":{quote(password, safe='')}" if password else "")
    return f"{told}@" if told else ""


def _unreadable(kind: Kind, environment: Mapping[str, str], *names: str) -> str:
    found = next((name for name in names if environment.get(name)), "")
    told = f"its password is in a file ({found}) that can't be read from here: " if found else ""
    return told and told + _WHAT_TO_DO.format(kind=kind)


def _words(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    """The words of a command, those of a shell's script too, with the container's variables put in."""
    for before, part in zip(("", *command), command, strict=False):
        try:
            split = shlex.split(part) if before == "-c" or len(command) == 1 else [part]
        except ValueError:  # an open quote: no shell would take it either
            split = []
        for word in split:
            name, equals, after = word.partition("=")
            for each in (name, after) if equals and name == "--requirepass" else (word,):
                yield Template(each).safe_substitute(environment)
