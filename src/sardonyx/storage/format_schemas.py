"""Format schemas (.proto texts) as files for the embedded engine.

Given as text, the engine keeps a copy of each in a folder of the current directory; given as a file, it reads ours.
"""

import hashlib
from pathlib import Path

from sardonyx.storage.engine import Settings


class FormatSchemas:
    """Files named by their content, written once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[Path] = set()

    def settle(self, settings: Settings) -> dict[str, int | float | str]:
        """`settings`, with a schema given as text replaced by its file."""
        out = dict(settings)
        if out.get("format_schema_source") != "string":
            return out
        del out["format_schema_source"]
        text, message = str(out["format_schema"]), out.pop("format_schema_message_name")
        out["format_schema"] = f"{self._file(text)}:{message}"
        return out

    def _file(self, text: str) -> Path:
        path = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.proto"
        if path not in self._written:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".tmp")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
            self._written.add(path)
        return path
