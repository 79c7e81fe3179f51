"""Run one benchmark by name, or all of them in turn."""

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> None:
    chosen = [name.replace("-", "_") for name in sys.argv[1:2]]
    if chosen and chosen[0] not in NAMES:
        sys.exit(f"no benchmark {chosen[0]!r}; there are {', '.join(NAMES)}")
    options = sys.argv[2:]
    for name in chosen or NAMES:
        print(f"== {name}", flush=True)
        sys.argv = [name, *options]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
