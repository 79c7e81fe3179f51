"""A target whose page changes with every scrape."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PAGE = """# HELP shop_orders_total Orders taken.
# TYPE shop_orders_total counter
shop_orders_total{{city="Köln",note="a \\"quoted\\" \\\\ path"}} {turn}
shop_orders_total{{city="Zürich",note=""}} {half}
# HELP shop_queue_length Orders waiting.
# TYPE shop_queue_length gauge
shop_queue_length NaN
# TYPE shop_limit gauge
shop_limit +Inf
# HELP shop_wait_seconds How long customers wait.
# TYPE shop_wait_seconds histogram
shop_wait_seconds_bucket{{le="0.1"}} {turn}
shop_wait_seconds_bucket{{le="+Inf"}} {double}
shop_wait_seconds_sum {turn}.5
shop_wait_seconds_count {double}
{passing}"""


@dataclass(slots=True)
class ChangingPage:
    """`turn` counts the scrapes; a series is there only in every third."""

    turn: int = 0
    address: str = ""
    scraped: threading.Condition = field(default_factory=threading.Condition)

    def page(self) -> bytes:
        """The page of the next turn."""
        with self.scraped:
            self.turn += 1
            self.scraped.notify_all()
            passing = f"shop_passing {self.turn}\n" if self.turn % 3 == 0 else ""
            return PAGE.format(turn=self.turn, half=self.turn / 2, double=2 * self.turn, passing=passing).encode()

    def wait_for(self, turn: int, timeout: float = 60) -> None:
        """Return when the page has been read so many times."""
        with self.scraped:
            assert self.scraped.wait_for(lambda: self.turn >= turn, timeout), f"only {self.turn} scrapes"


@contextmanager
def served() -> Iterator[ChangingPage]:
    """The page on loopback."""
    page = ChangingPage()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.page()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    page.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield page
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
