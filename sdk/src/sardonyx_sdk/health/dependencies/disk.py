"""Room on a file system."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from ..check import Check, Options
from ..observation import Observation, above

if TYPE_CHECKING:
    from typing_extensions import Unpack


def disk(
    name: str,
    path: str | os.PathLike[str],
    *,
    warn_ratio: float | None = 0.85,
    fail_ratio: float | None = 0.97,
    **options: Unpack[Options],
) -> Check:
    """How full the file system of `path` is, from 0 to 1. None: no such limit."""

    def look() -> Observation:
        usage = shutil.disk_usage(path)
        # As `df` counts: what only the administrator may use is not free.
        ratio = usage.used / max(1, usage.used + usage.free)
        status = above(ratio, warn_ratio, fail_ratio)
        return Observation(status, f"{ratio:.0%} in use", round(ratio * 100, 1), "percent", "utilization")

    return Check(name, look, "system", "utilization", **options)
