"""Sends log batches, each once (`receivers.log_batches`)."""

from sardonyx.collectors.agent.numbered import NumberedSending

PATH = "/rest/logs/batches"


class LogForwarder(NumberedSending):
    """Sends lines while `run` runs."""

    what = "log lines"
    path = PATH
    content_type = "application/x-protobuf"

    def count(self, records: int, *, refused: bool) -> None:
        """So many lines were taken, or refused for good."""
        if refused:
            self.metrics.dropped_lines.labels("refused").inc(records)
        else:
            self.metrics.sent_lines.inc(records)
