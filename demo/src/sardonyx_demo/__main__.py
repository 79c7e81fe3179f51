"""`python -m sardonyx_demo`: the demo platform, in the foreground."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from sardonyx_demo.address_book import AddressBook
from sardonyx_demo.supervisor import Options, StartError, run

DEFAULT_ENDPOINT = "http://127.0.0.1:8600"
DEFAULT_RATE = 4.0


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 1000:
        raise argparse.ArgumentTypeError("a number of requests per second from 0 to 1000")
    return rate


def _announce(book: AddressBook) -> None:
    """One line of JSON that says the services are ready and where they are."""
    services = {name: asdict(address) for name, address in book.services.items()}
    print(json.dumps({"pid": book.pid, "services": services}), flush=True)


def main() -> None:
    """Parse the options and run."""
    parser = argparse.ArgumentParser(prog="python -m sardonyx_demo", description=__doc__)
    parser.add_argument("--endpoint", default=DEFAULT_ENDPOINT, metavar="URL", help="where OTLP goes (%(default)s)")
    parser.add_argument(
        "--folder", default=Path("data/demo"), type=Path, metavar="DIR", help="demo files (%(default)s)"
    )
    parser.add_argument("--rate", default=DEFAULT_RATE, type=_rate, metavar="N", help="requests a second (%(default)s)")
    parser.add_argument("--seed", default=1, type=int, metavar="N", help="what the visitors' choices hang on")
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when standard input ends")
    given = parser.parse_args()
    options = Options(given.endpoint, given.folder.absolute(), given.rate, given.seed, given.end_with_stdin)
    try:
        asyncio.run(run(options, _announce))
    except StartError as error:
        sys.exit(f"the demo can't start: {error}")


if __name__ == "__main__":
    main()
