"""From minutes of calls to failovers. Pure: the same minutes always tell the same.

A database or an upstream has switched when four of five calls go to another address for two minutes in a row; where addresses take
turns that is learned, and told no more (`facts.sets`). A model has fallen back when of five minutes' calls a tenth or more were
answered by another than the one asked for, after (nearly) none were; it is told again when that is over.
"""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sardonyx.health.facts import sets
from sardonyx.health.facts.sets import STEADY, Pool, Wavering
from sardonyx.health.traced_failover.traffic import Answered, Subject

FEWEST_CALLS = 5
FEWEST_MODEL_CALLS = 10
DOMINANT = 0.8
FALLEN, QUIET = 0.1, 0.02
_MINUTES = 5
_MOST_SUBJECTS = 2_000
_FORGET_MS = 86_400_000
# What providers add to a model's name in their answers, and gateways before it: gpt-4o-2024-08-06, openai/gpt-4o, claude-x-latest.
_VERSION = re.compile(r"[-@:](?:latest|preview|\d{3,8}|\d{4}-\d{2}-\d{2}|v\d+(?::\d+)?)$")


@dataclass(frozen=True, slots=True)
class Switched:
    """Calls of the subject are answered by `after` now. `back`: a model answers by itself again."""

    subject: Subject
    before: str
    after: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one subject."""

    seen_ms: int
    pool: Pool | None = None
    wavering: Wavering = STEADY
    minutes: tuple[Mapping[str, int], ...] = ()
    was_quiet: bool = False
    fallen_to: str = ""


@dataclass(slots=True)
class Judge:
    """Takes the minutes one after the other."""

    known: dict[Subject, Known] = field(default_factory=dict)

    def minute(self, calls: Iterable[Answered], at_ms: int) -> list[Switched]:
        """What one more minute tells; its calls in any order."""
        by_subject: dict[Subject, dict[str, int]] = {}
        for one in calls:
            targets = by_subject.setdefault(one.subject, {})
            targets[one.target] = targets.get(one.target, 0) + one.calls
        told = []
        for subject in sorted(by_subject, key=_order):
            if subject not in self.known and len(self.known) >= _MOST_SUBJECTS:
                continue
            before = self.known.get(subject, Known(at_ms))
            judged = _model if subject.kind == "model" else _address
            self.known[subject], switched = judged(subject, before, by_subject[subject], at_ms)
            if switched is not None:
                told.append(switched)
        for subject in [subject for subject, one in self.known.items() if at_ms - one.seen_ms > _FORGET_MS]:
            del self.known[subject]
        return told


def _order(subject: Subject) -> tuple[str, str, str, str]:
    return subject.kind, subject.service, subject.environment, subject.name


def _address(subject: Subject, known: Known, targets: Mapping[str, int], at_ms: int) -> tuple[Known, Switched | None]:
    known = replace(known, seen_ms=at_ms)
    most = max(sorted(targets), key=lambda target: targets[target])
    total = sum(targets.values())
    if total < FEWEST_CALLS or targets[most] < DOMINANT * total:
        return known, None
    if known.pool is None:
        return replace(known, pool=Pool.of((most,), at_ms)), None
    stepped = sets.step(known.pool, known.wavering, (most,), at_ms)
    after = replace(known, pool=stepped.pool, wavering=stepped.wavering)
    return after, Switched(subject, known.pool.text, most) if stepped.moved else None


def _model(subject: Subject, known: Known, targets: Mapping[str, int], at_ms: int) -> tuple[Known, Switched | None]:
    minutes = deque((*known.minutes, targets), _MINUTES)
    known = replace(known, seen_ms=at_ms, minutes=tuple(minutes))
    counted: dict[str, int] = {}
    for minute in minutes:
        for target, calls in minute.items():
            counted[target] = counted.get(target, 0) + calls
    total = sum(counted.values())
    others = {target: calls for target, calls in counted.items() if not same_model(subject.name, target)}
    if total < FEWEST_MODEL_CALLS:
        return known, None
    share = sum(others.values()) / total
    if share < QUIET:
        switched = Switched(subject, known.fallen_to, subject.name, back=True) if known.fallen_to else None
        return replace(known, was_quiet=True, fallen_to=""), switched
    if share < FALLEN or not known.was_quiet:
        return known, None
    most = max(sorted(others), key=lambda target: others[target])
    return replace(known, was_quiet=False, fallen_to=most), Switched(subject, subject.name, most)


def same_model(asked: str, answered: str) -> bool:
    """Whether the answering model is the one asked for, apart from a gateway's prefix and a version's suffix."""
    return _bare(asked) == _bare(answered)


def _bare(model: str) -> str:
    bare = model.lower().rpartition("/")[2]
    while (shorter := _VERSION.sub("", bare)) != bare and shorter:
        bare = shorter
    return bare
