"""The dead-man's switch: an agent on another machine watches the server, and tells somebody itself when it is gone."""

from sardonyx.health.outside_watch.watcher import watching

__all__ = ["watching"]
