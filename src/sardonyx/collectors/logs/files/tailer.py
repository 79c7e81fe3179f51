"""All files that settings name: found, opened, read in turn, let go. A round is made in a thread; only handing on waits."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sardonyx.collectors.logs.files import finding
from sardonyx.collectors.logs.files.identity import Position
from sardonyx.collectors.logs.files.origin import origin_of
from sardonyx.collectors.logs.files.tailed import TailedFile
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.collectors.logs.multiline import Splitter, splitter
from sardonyx.collectors.logs.sink import Sink, deliver
from sardonyx.config.sections import LogFileSettings
from sardonyx.receivers.lines import Group

log = logging.getLogger(__name__)

SOURCE = "files"
KEYS, RULES = "file:", "files:"
"""Prefixes of positions: of files, and of the rules that were read at least once."""

_BATCH_BYTES = 2 << 20
_BUSY_SECONDS, _IDLE_SECONDS = 0.25, 1.0
_BUSY_FOR_SECONDS = 6.0
# Finding files may cost a fiftieth of the time.
_FIND_SHARE = 50.0
# A new file that begins like one being read is left alone for this long: it may be a copy whose original is about to be emptied.
_COPY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Rule:
    settings: LogFileSettings
    splitter: Splitter


@dataclass(slots=True)
class _Round:
    """What one round over the files has found."""

    groups: list[Group] = field(default_factory=list)
    after: list[tuple[TailedFile, Position]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    size: int = 0
    more: bool = False


class FileTailer:
    """Reads while `run` runs. `problems` are what keeps it from some files."""

    def __init__(
        self,
        rules: Sequence[LogFileSettings],
        sink: Sink,
        metrics: LogMetrics,
        *,
        host: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules = [_Rule(rule, splitter(rule.multiline)) for rule in rules]
        self._sink = sink
        self._metrics = metrics
        self._host = host or socket.gethostname()
        self._clock = clock
        self._known: dict[str, Position] = {}
        self._open: dict[str, tuple[TailedFile, _Rule]] = {}
        self._new: list[TailedFile] = []
        self._suspects: dict[str, float] = {}
        self._find_at = 0.0
        self._busy_until = 0.0
        self._turn = 0
        self._failures: dict[str, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """Files that can't be read, and why; patterns that name none."""
        return tuple(f"{path}: {why}" for path, why in sorted(self._failures.items()))

    async def run(self) -> None:
        """Read until cancelled."""
        try:
            await self.start()
            while True:
                more = await self.round()
                if not more:
                    busy = self._clock() < self._busy_until
                    await asyncio.sleep(_BUSY_SECONDS if busy else _IDLE_SECONDS)
        finally:
            for file, _ in self._open.values():
                file.close()
            self._open.clear()

    async def start(self) -> None:
        """Know what was read before, open what is there."""
        self._known = {key: Position.read(text) for key, text in self._sink.positions(KEYS).items()}
        self._known = {key: at for key, at in self._known.items() if not finding.deleted(at.path, key)}
        seen = self._sink.positions(RULES)
        new = [rule for rule in self._rules if rule.settings.path not in seen]
        await asyncio.to_thread(self._find, frozenset(rule.settings.path for rule in new))
        first = {KEYS + file.key: file.position.text() for file, _ in self._open.values()}
        self._known |= {key: file.position for key, (file, _) in self._open.items()}
        self._new.clear()
        gone = self._sink.positions(KEYS).keys() - self._known.keys()
        first |= dict.fromkeys((KEYS + key for key in gone), "")
        await self._sink.keep(first | {RULES + rule.settings.path: "read" for rule in new})

    async def round(self) -> bool:
        """Look at every file, hand on what there is. Whether there is more."""
        found = await asyncio.to_thread(self._gather)
        # Of new files, too: so they are known by another name after a restart.
        positions = {KEYS + file.key: file.position.text() for file in self._new}
        positions |= {KEYS + file.key: position.text() for file, position in found.after}
        positions |= dict.fromkeys(found.forgotten, "")
        if found.groups:
            await deliver(self._sink, self._metrics, SOURCE, found.groups, positions)
        elif positions:
            await self._sink.keep(positions)
        for file, position in found.after:
            file.position = self._known[file.key] = position
        self._new.clear()
        self._metrics.reading.labels(SOURCE).set(len(self._open))
        return found.more

    def _gather(self) -> _Round:
        now = self._clock()
        # In this order: what was emptied is known before its copy is found.
        checked = self._checked(frozenset(), now)
        if now >= self._find_at:
            self._find(frozenset())
            self._checked(checked, now)
        found = _Round()
        files = list(self._open.values())
        self._turn += 1
        turn = self._turn % len(files) if files else 0
        for file, rule in files[turn:] + files[:turn]:
            if found.size >= _BATCH_BYTES:
                found.more = True
                break
            try:
                self._read(file, rule, found, now)
            except OSError as error:
                self._failed(file.path, error)
        if found.size:
            self._busy_until = now + _BUSY_FOR_SECONDS
        return found

    def _checked(self, but: frozenset[str], now: float) -> frozenset[str]:
        """Look at the open files, whose keys are the answer, for growth and rotation."""
        for key, (file, rule) in list(self._open.items()):
            if key in but:
                continue
            was_gone = file.gone
            file.look(now)
            if file.gone and not was_gone:
                self._rotated()
            if file.truncated():
                self._rotated()
                self._rescue(file, rule, now)
                file.start_again()
        return frozenset(self._open)

    def _read(self, file: TailedFile, rule: _Rule, found: _Round, now: float) -> None:
        reading = file.read(now)
        if reading is None:
            if file.done(now):
                self._let_go(file, found)
            return
        found.more |= reading.more
        found.size += len(reading.block) + reading.cut_bytes
        self._metrics.bytes.labels(SOURCE).inc(reading.after.offset - file.position.offset)
        if reading.after.skipping and not file.position.skipping:
            self._metrics.cut.labels(SOURCE).inc()
        self._metrics.cut_bytes.labels(SOURCE).inc(reading.cut_bytes)
        if reading.block and file.wrapping is not None:
            origin = origin_of(file.path, rule.settings, self._host)
            found.groups += file.wrapping.groups(reading.block, rule.splitter, origin)
        found.after.append((file, reading.after))

    def _rescue(self, file: TailedFile, rule: _Rule, now: float) -> None:
        """A file was emptied after it was copied: what was not read yet stands in the copy."""
        position = file.position
        path = finding.copied(file.path, position.fingerprint, position.offset)
        if path is None:
            return
        try:
            copy = TailedFile(path, rule.splitter, now=now)
        except OSError:
            return
        if copy.key in self._open:
            copy.close()
            return
        copy.position = Position(path, position.offset, position.fingerprint, position.skipping)
        copy.gone = True  # nobody writes to it: read to its end, let go
        copy.look(now)
        self._known[copy.key] = copy.position
        self._open[copy.key] = copy, rule
        self._new.append(copy)

    def _let_go(self, file: TailedFile, found: _Round) -> None:
        del self._open[file.key]
        if file.deleted:
            self._known.pop(file.key, None)
            found.forgotten.append(KEYS + file.key)
        file.close()

    def _find(self, at_end: frozenset[str]) -> None:
        """Open what is new. Of the rules `at_end`, files that were never read begin at their end, if they say so."""
        started = self._clock()
        before, self._failures = self._failures, {}
        here: set[str] = set()
        for rule in self._rules:
            skip = rule.settings.path in at_end and rule.settings.start == "end"
            for path in finding.matching(rule.settings):
                if len(self._open) >= finding.MAX_FILES:
                    self._failures[rule.settings.path] = f"only {finding.MAX_FILES} files are read at once"
                    break
                try:
                    self._consider(path, rule, here, skip=skip, now=started)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._failed(path, error, known=path in before)
        self._suspects = {key: since for key, since in self._suspects.items() if key in here}
        if not self._find_at:
            self._find_renamed()
        now = self._clock()
        self._find_at = now + max(_IDLE_SECONDS, (now - started) * _FIND_SHARE)

    def _consider(self, path: str, rule: _Rule, here: set[str], *, skip: bool, now: float) -> None:
        key = finding.key_at(path)
        here.add(key)
        if key in self._open:
            opened = self._open[key][0]
            if opened.path != path and finding.key_at(opened.path) != key:
                opened.renamed_to(path)
            return
        known = self._known.get(key)
        if known is not None and finding.at_rest(path, known):
            return
        file = TailedFile(path, rule.splitter, now=now)
        if known is not None:
            file.position = known
        elif skip:
            file.position = file.at_end()
        elif self._begins_like_another(file, now):
            file.close()
            return
        self._open[key] = file, rule
        self._new.append(file)

    def _begins_like_another(self, new: TailedFile, now: float) -> bool:
        """Whether to wait with a new file."""
        since = self._suspects.setdefault(new.key, now)
        return now - since < _COPY_SECONDS and any(new.may_copy(file) for file, _ in self._open.values())

    def _find_renamed(self) -> None:
        """At the start: files that were renamed to a name no rule has while nobody looked are read to their end."""
        for key, position in list(self._known.items()):
            if key in self._open:
                continue
            rule = next((rule for rule in self._rules if finding.named_by(rule.settings, position.path)), None)
            path = finding.renamed(position.path, key)
            if rule is None or path is None:
                continue
            try:
                file = TailedFile(path, rule.splitter, now=self._clock())
            except OSError:
                continue
            if file.fits(position):
                file.position, file.gone = position, True
                self._open[key] = file, rule
            else:
                file.close()

    def _rotated(self) -> None:
        self._metrics.rotations.labels(SOURCE).inc()

    def _failed(self, path: str, error: OSError, *, known: bool = False) -> None:
        if not known:
            self._metrics.errors.labels(SOURCE).inc()
            log.warning("%s can't be read: %s", path, error.strerror or error)
        self._failures[path] = error.strerror or str(error)
