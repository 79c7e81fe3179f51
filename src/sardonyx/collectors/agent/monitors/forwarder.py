"""Sends results of checks, each batch once (`health.vantage`)."""

from sardonyx.collectors.agent.numbered import NumberedSending


class ResultForwarder(NumberedSending):
    """Sends results while `run` runs."""

    what = "results of checks"
    content_type = "application/json"

    def count(self, records: int, *, refused: bool) -> None:
        """So many results were taken, or refused for good."""
        if refused:
            self.metrics.dropped_results.labels("refused").inc(records)
        else:
            self.metrics.sent_results.inc(records)
