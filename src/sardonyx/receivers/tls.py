"""TLS for receivers on ports of their own."""

import ssl
from pathlib import Path


class TlsError(Exception):
    """A certificate or key can't be used; the message names the file."""


def server_context(certificate: Path, key: Path | None, clients_signed_by: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate chain and key (None: it is in the same file). With `clients_signed_by` senders
    must show a certificate signed by one of its authorities. Raises TlsError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise TlsError(
            f"the certificate {certificate} with the key {key or certificate} can't be used: {error}"
        ) from error
    if clients_signed_by is not None:
        try:
            context.load_verify_locations(clients_signed_by)
        except OSError as error:
            raise TlsError(f"the authorities in {clients_signed_by} can't be used: {error}") from error
        context.verify_mode = ssl.CERT_REQUIRED
    return context
