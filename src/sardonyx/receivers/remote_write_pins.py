"""Remote write requests of pinned keys: each series is looked at, for what it names and what it must name."""

from google.protobuf.message import DecodeError

from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.pins import Pins
from sardonyx.receivers.remote_write_check import Faults, Taken, shown
from sardonyx.receivers.remote_write_decode import Request
from sardonyx.receivers.remote_write_messages import TimeSeries


def pinned(request: Request, pins: Pins, faults: Faults) -> Request:
    """The request with the labels its key is pinned to, without the series it may not send. Raises Malformed.

    A label that is added comes first: what follows, the sample in the end, stays where `remote_write_decode` looks for it, and
    the series has another key than the same one of a sender who is not pinned.
    """
    kept: list[bytes] = []
    for raw in request.series:
        try:
            series = TimeSeries.FromString(raw)
        except DecodeError as error:
            raise Malformed(f"the body is not a valid WriteRequest: {error}") from error
        pairs = tuple((label.name, label.value) for label in series.labels)
        found = pins.series_fault(pairs)
        if isinstance(found, bytes):
            kept.append(found + raw)
        else:
            holds = Taken(len(series.samples), len(series.histograms), len(series.exemplars))
            faults.add(found, shown(pairs), holds.total)
    return Request(kept, request.metadata)
