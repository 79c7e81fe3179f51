"""A program that shows its metrics, for the server to scrape."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, start_http_server


@contextmanager
def exposing() -> Iterator[str]:
    """Serve a shop's orders while inside; the address it listens on."""
    registry = CollectorRegistry()
    orders = Counter("shop_orders", "Orders placed.", ("method",), registry=registry)
    orders.labels("card").inc(12)
    orders.labels("cash").inc(3)
    server, thread = start_http_server(0, "127.0.0.1", registry)
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
