"""Templates that differ in one word only, which takes many values, are one: `user alice logged in`, `user bob logged in` …

The engine cannot know such words. They are found here, over the distinct templates of a service, of which there are few: when
as many templates as VARIANTS are equal but for one word, that word becomes `<any>`, in what is met later too.
"""

from collections.abc import Iterable

from sardonyx.query.patterns.template import ANY, HOLE

VARIANTS = 8
"""Fewer may be words that say different things: opened, closed, refused."""
MAX_TEMPLATES = 3000
OVERFLOW = ANY
"""What further templates of a service are counted as: free text has no templates."""
_LEAST_CONSTANT = 2

Words = tuple[str, ...]


class Templates:
    """The templates of one service, at most MAX_TEMPLATES of them."""

    def __init__(self, templates: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._merged: dict[Words, None] = {}
        self._alike: dict[int, str | set[str]] = {}  # by the hash of the words without one: mostly just one is known
        for template in templates:
            self.add(template)

    def __contains__(self, template: str) -> bool:
        """Whether it was added, or is one of a merged template."""
        return template in self._known or self.canonical(template) != template

    def add(self, template: str) -> str:
        """Take in a template; returns what it counts as from now on."""
        if template == OVERFLOW:
            self._known.add(template)
            return template
        words = tuple(template.split(" "))
        if ANY in words:
            self._known.add(template)
            self._merged[words] = None
            return template
        found = self.canonical(template)
        if found != template or template in self._known:
            return found
        if len(self._known) >= MAX_TEMPLATES:
            return OVERFLOW
        self._known.add(template)
        for place, word in enumerate(words):
            masked = (*words[:place], ANY, *words[place + 1 :])
            if not _is_constant(word) or sum(map(_is_constant, masked)) < _LEAST_CONSTANT:
                continue
            if self._variants(masked, word) >= VARIANTS:
                self._merged[masked] = None
        return self.canonical(template)

    def _variants(self, masked: Words, word: str) -> int:
        key = hash(masked)
        alike = self._alike.setdefault(key, word)
        if isinstance(alike, str):
            if alike == word:
                return 1
            alike = self._alike[key] = {alike}
        alike.add(word)
        return len(alike)

    def canonical(self, template: str) -> str:
        """The merged template it belongs to, or itself."""
        if not self._merged or template == OVERFLOW:
            return template
        words = tuple(template.split(" "))
        for place in range(len(words)):
            masked = (*words[:place], ANY, *words[place + 1 :])
            if masked in self._merged:
                return " ".join(masked)
        return template


def _is_constant(word: str) -> bool:
    return word != ANY and HOLE not in word and any(char.isalpha() for char in word)
