"""The version of this distribution, sent as `telemetry.sdk.version`."""

__version__ = "0.1.0"
