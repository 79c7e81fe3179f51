"""`demo.json`: where the services of a running demo are, and the token of their control routes."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class Address:
    """One service."""

    url: str
    pid: int
    version: str


@dataclass(frozen=True, slots=True)
class AddressBook:
    """A running demo."""

    pid: int
    token: str
    services: dict[str, Address]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The book in a demo's folder. Raises FileNotFoundError when no demo runs there."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        services = {name: Address(**address) for name, address in content["services"].items()}
        return cls(content["pid"], content["token"], services)

    def write(self, folder: Path) -> None:
        """Replace the book in one step; only the owner may read it."""
        temporary = folder / f"{FILE}.tmp"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=2)
        temporary.replace(folder / FILE)

    @staticmethod
    def remove(folder: Path) -> None:
        """No demo runs any more."""
        (folder / FILE).unlink(missing_ok=True)
