"""The TLS context that a `tls_config` describes."""

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from sardonyx.collectors.scrape.errors import HttpFailed
from sardonyx.collectors.scrape.models import TlsConfig

_VERSIONS = {
    "TLS10": ssl.TLSVersion.TLSv1,
    "TLS11": ssl.TLSVersion.TLSv1_1,
    "TLS12": ssl.TLSVersion.TLSv1_2,
    "TLS13": ssl.TLSVersion.TLSv1_3,
}


def context_of(wanted: TlsConfig) -> ssl.SSLContext:
    """The context, from the files as they are now. Raises HttpFailed when they can't be used."""
    try:
        context = ssl.create_default_context(cafile=wanted.ca_file, cadata=wanted.ca)
        if wanted.insecure_skip_verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        context.minimum_version = _VERSIONS[wanted.min_version or "TLS12"]
        if wanted.max_version:
            context.maximum_version = _VERSIONS[wanted.max_version]
        key = wanted.key.get_secret_value() if wanted.key else None
        with _as_file(wanted.cert, wanted.cert_file) as cert_file, _as_file(key, wanted.key_file) as key_file:
            if cert_file:
                context.load_cert_chain(cert_file, key_file)
    except (OSError, ValueError) as error:
        raise HttpFailed(f"tls_config can't be used: {error}") from error
    return context


def files_of(wanted: TlsConfig) -> tuple[str, ...]:
    """The files the context depends on."""
    return tuple(file for file in (wanted.ca_file, wanted.cert_file, wanted.key_file) if file)


@contextmanager
def _as_file(text: str | None, file: str | None) -> Iterator[str | None]:
    """The standard library takes certificates from files only."""
    if text is None:
        yield file
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as written:
        written.write(text)
        written.flush()
        yield written.name
