"""The dashboards that come with Sardonyx, as files beside this module."""

from functools import cache
from pathlib import Path

from sardonyx.dashboards.folder import read_folder
from sardonyx.dashboards.model import Dashboard


@cache
def shipped() -> dict[str, Dashboard]:
    """All of them by uid."""
    contents = read_folder(Path(__file__).parent)
    if contents.faults:
        raise RuntimeError("; ".join(f"{fault.path}: {fault.why}" for fault in contents.faults))
    return {uid: found.dashboard for uid, found in contents.dashboards.items()}
