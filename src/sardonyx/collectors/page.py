"""A page of metrics under construction, in Prometheus' text format 0.0.4: what an in-process collector hands to its scrape."""

from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_HELP_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n"})


@dataclass(slots=True)
class Page:
    """Families in the order they are begun. `gauge`, `counter` and `untyped` begin one; its samples follow."""

    _lines: list[str] = field(default_factory=list)

    def gauge(self, name: str, about: str) -> "Family":
        """A value that goes up and down."""
        return self._family(name, "gauge", about)

    def counter(self, name: str, about: str) -> "Family":
        """A value that only grows; `name` is the whole name, with its `_total`."""
        return self._family(name, "counter", about)

    def untyped(self, name: str, about: str) -> "Family":
        """A value of which the source doesn't tell what it is."""
        return self._family(name, "untyped", about)

    def summary(self, name: str, about: str) -> "Family":
        """Quantiles, with `part("_sum")` and `part("_count")`."""
        return self._family(name, "summary", about)

    def extend(self, other: "Page") -> None:
        """Add all families of another page."""
        self._lines += other._lines

    def encoded(self) -> bytes:
        """The page."""
        return "\n".join([*self._lines, ""]).encode()

    def _family(self, name: str, kind: str, about: str) -> "Family":
        self._lines += (f"# HELP {name} {about.translate(_HELP_ESCAPES)}", f"# TYPE {name} {kind}")
        return Family(name, self._lines)


@dataclass(frozen=True, slots=True)
class Family:
    """The family that was begun last. Samples of an earlier one would be out of place."""

    name: str
    lines: list[str]

    def part(self, suffix: str) -> "Family":
        """The same family's samples of a longer name."""
        return Family(self.name + suffix, self.lines)

    def add(self, value: float, **labels: str) -> None:
        """One sample; keyword arguments are its labels."""
        self.add_labelled(value, labels)

    def add_labelled(self, value: float, labels: dict[str, str]) -> None:
        """One sample whose labels are given as a dict."""
        text = ",".join([f'{name}="{content.translate(_ESCAPES)}"' for name, content in labels.items()])
        self.lines.append(f"{self.name}{{{text}}} {value!r}" if text else f"{self.name} {value!r}")
