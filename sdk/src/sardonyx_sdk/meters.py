"""The meter provider behind `opentelemetry.metrics`: all instruments of the API, cumulative, exported every few seconds.

Instruments of one meter with the same name, kind and unit share their figures. Without `configure` measuring is a cheap no-op.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Sequence
from time import time_ns
from typing import Any, TypeVar

from opentelemetry import metrics as api
from opentelemetry.context import Context
from opentelemetry.metrics._internal.instrument import Gauge
from opentelemetry.util.types import Attributes

from . import protobuf
from .aggregation import HistogramSeries, Kind, Number, NumberSeries, metric, series_key
from .buffer import buffer
from .context import current_span

Series = NumberSeries | HistogramSeries
_SeriesT = TypeVar("_SeriesT", NumberSeries, HistogramSeries)


class _Recording:
    """What the synchronous instruments share."""

    def __init__(self, name: str, unit: str = "", description: str = "", series: Any = None) -> None:
        self.name, self.unit, self.description = name, unit, description
        self._series = series

    def _note(self, key: Any, value: Number) -> None:
        span = current_span()
        if span is not None and span.sampled:
            self._series.exemplars.note(key, value, span.trace_id, span.span_id, time_ns())


class LightCounter(_Recording, api.Counter):
    """A sum that only grows; negative amounts are dropped and counted."""

    def add(self, amount: Number, attributes: Attributes = None, context: Context | None = None) -> None:
        """Add a non-negative amount."""
        if not buffer.on:
            return
        if amount < 0:
            buffer.counts.drop("negative_counter")
            return
        self._note(self._series.add(series_key(attributes), amount), amount)


class LightUpDownCounter(_Recording, api.UpDownCounter):
    """A sum that may fall."""

    def add(self, amount: Number, attributes: Attributes = None, context: Context | None = None) -> None:
        """Add any amount."""
        if buffer.on:
            self._series.add(series_key(attributes), amount)


class LightGauge(_Recording, Gauge):
    """A last value."""

    def set(self, amount: Number, attributes: Attributes = None, context: Context | None = None) -> None:
        """Set the value."""
        if buffer.on:
            self._series.set(series_key(attributes), amount)


class LightHistogram(_Recording, api.Histogram):
    """A distribution; negative values are dropped and counted, as the API asks."""

    def record(self, amount: Number, attributes: Attributes = None, context: Context | None = None) -> None:
        """Count one value."""
        if not buffer.on:
            return
        if amount < 0:
            buffer.counts.drop("negative_histogram")
            return
        self._note(self._series.record(series_key(attributes), amount), amount)


class _Observing:
    """What the observable instruments share: callbacks, asked at each export."""

    def __init__(
        self,
        name: str,
        callbacks: Sequence[Any] | None = None,
        unit: str = "",
        description: str = "",
        series: NumberSeries | None = None,
    ) -> None:
        self.name, self.unit, self.description = name, unit, description
        self._series = series or NumberSeries("gauge")
        self._callbacks: list[Any] = []
        for callback in callbacks or ():
            if isinstance(callback, Generator):
                next(callback)  # runs to its first `options = yield`
            self._callbacks.append(callback)

    def observe(self) -> None:
        """Ask every callback; one that raises is counted and leaves the others alone."""
        options = api.CallbackOptions()
        values: list[tuple[Any, Number]] = []
        for callback in self._callbacks:
            try:
                asked: Iterable[api.Observation] = (
                    callback.send(options) if isinstance(callback, Generator) else callback(options)
                )
                values.extend((series_key(seen.attributes), seen.value) for seen in asked)
            except Exception:
                buffer.counts.hook_failed("metric_callback")
        self._series.replace(values)


class LightObservableCounter(_Observing, api.ObservableCounter):
    """A growing total that callbacks report."""


class LightObservableUpDownCounter(_Observing, api.ObservableUpDownCounter):
    """A total that callbacks report."""


class LightObservableGauge(_Observing, api.ObservableGauge):
    """A value that callbacks report."""


class LightMeter(api.Meter):
    """Creates instruments of one instrumentation scope."""

    def __init__(self, name: str, version: str | None, schema_url: str | None, attributes: Attributes) -> None:
        super().__init__(name, version, schema_url)
        self.scope = protobuf.scope(name or "unknown", version, attributes)
        self._made: dict[tuple[str, str, str], tuple[str, Series]] = {}
        self._observing: list[_Observing] = []
        self._guard = threading.Lock()

    def _shared(self, kind: str, name: str, unit: str, description: str, series: _SeriesT) -> _SeriesT:
        with self._guard:
            found = self._made.setdefault((kind, name, unit), (description, series))[1]
        return found if isinstance(found, type(series)) else series

    def _numbers(self, kind: Kind, name: str, unit: str, description: str) -> NumberSeries:
        return self._shared(kind, name, unit, description, NumberSeries(kind))

    def create_counter(self, name: str, unit: str = "", description: str = "") -> api.Counter:
        """A counter."""
        return LightCounter(name, unit, description, self._numbers("sum", name, unit, description))

    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> api.UpDownCounter:
        """An up-down counter."""
        return LightUpDownCounter(name, unit, description, self._numbers("up_down", name, unit, description))

    def create_gauge(self, name: str, unit: str = "", description: str = "") -> LightGauge:
        """A gauge."""
        return LightGauge(name, unit, description, self._numbers("gauge", name, unit, description))

    def create_histogram(
        self,
        name: str,
        unit: str = "",
        description: str = "",
        *,
        explicit_bucket_boundaries_advisory: Sequence[float] | None = None,
    ) -> api.Histogram:
        """A histogram with the advised buckets, else the default ones of the specification."""
        series = HistogramSeries(explicit_bucket_boundaries_advisory)
        return LightHistogram(name, unit, description, self._shared("histogram", name, unit, description, series))

    def _observed(self, instrument: _Observing) -> None:
        with self._guard:
            self._observing.append(instrument)

    def create_observable_counter(
        self, name: str, callbacks: Sequence[Any] | None = None, unit: str = "", description: str = ""
    ) -> api.ObservableCounter:
        """An observable counter."""
        series = self._numbers("sum", name, unit, description)
        instrument = LightObservableCounter(name, callbacks, unit, description, series)
        self._observed(instrument)
        return instrument

    def create_observable_up_down_counter(
        self, name: str, callbacks: Sequence[Any] | None = None, unit: str = "", description: str = ""
    ) -> api.ObservableUpDownCounter:
        """An observable up-down counter."""
        series = self._numbers("up_down", name, unit, description)
        instrument = LightObservableUpDownCounter(name, callbacks, unit, description, series)
        self._observed(instrument)
        return instrument

    def create_observable_gauge(
        self, name: str, callbacks: Sequence[Any] | None = None, unit: str = "", description: str = ""
    ) -> api.ObservableGauge:
        """An observable gauge."""
        series = self._numbers("gauge", name, unit, description)
        instrument = LightObservableGauge(name, callbacks, unit, description, series)
        self._observed(instrument)
        return instrument

    def encode(self, start_ns: int, now_ns: int) -> list[bytes]:
        """Ask the observables, then encode everything that has values."""
        with self._guard:
            observing, made = list(self._observing), list(self._made.items())
        for instrument in observing:
            instrument.observe()
        encoded = ((key, text, series.encode(start_ns, now_ns)) for key, (text, series) in made)
        return [metric(name, description, unit, data) for (_, name, unit), description, data in encoded if data]

    def reset(self) -> None:
        """Everything from zero, with new locks (forked child)."""
        self._guard = threading.Lock()
        for _, series in self._made.values():
            series.reset()


class LightMeterProvider(api.MeterProvider):
    """Registered with the API by `configure`."""

    def __init__(self) -> None:
        self._meters: dict[tuple[str, str | None, str], LightMeter] = {}
        self._guard = threading.Lock()

    def get_meter(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> LightMeter:
        """The meter of one instrumentation scope; the same one for the same arguments."""
        key = (name, version, str(series_key(attributes)))
        with self._guard:
            meter = self._meters.get(key)
            if meter is None:
                meter = self._meters[key] = LightMeter(name, version, schema_url, attributes)
        return meter

    def meters(self) -> list[LightMeter]:
        """All meters made so far."""
        with self._guard:
            return list(self._meters.values())

    def reset(self) -> None:
        """Everything from zero, with new locks (forked child)."""
        self._guard = threading.Lock()
        for meter in self._meters.values():
            meter.reset()
