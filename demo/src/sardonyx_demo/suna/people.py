"""The people who use the demo."""

from typing import NamedTuple


class Person(NamedTuple):
    """One user; the password is no secret, it opens nothing but the demo."""

    name: str
    team: str

    @property
    def user_id(self) -> str:
        """As spans and logs carry it."""
        return f"u-{self.name}"

    @property
    def email(self) -> str:
        """What they log in with."""
        return f"{self.name}@onyx.example"

    @property
    def password(self) -> str:
        """What they log in with."""
        return f"{self.name}-likes-onyx"


PEOPLE = (
    Person("alice", "research"),
    Person("bob", "research"),
    Person("charlie", "support"),
    Person("dana", "support"),
    Person("erin", "sales"),
    Person("frank", "sales"),
    Person("grace", "platform"),
    Person("heidi", "platform"),
    Person("ivan", "finance"),
    Person("judy", "legal"),
)
