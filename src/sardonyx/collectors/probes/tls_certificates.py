"""What the certificates of a TLS connection say."""

import hashlib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate: times are epoch seconds, `names` those it is for, `fingerprint` SHA-256 in hex."""

    not_before: float
    not_after: float
    names: tuple[str, ...]
    issuer: str
    fingerprint: str

    @property
    def fact(self) -> str:
        """The one line that changes when the certificate does."""
        return f"{self.names[0] if self.names else '?'} by {self.issuer or '?'}, SHA-256 {self.fingerprint[:16]}"


@dataclass(frozen=True, slots=True)
class Secured:
    """A TLS connection: the served chain, leaf first, and what was agreed on."""

    chain: tuple[Certificate, ...]
    version: str
    cipher: str

    @property
    def earliest_expiry(self) -> float:
        """When the first of the chain expires, epoch seconds; 0 where the peer showed none."""
        return min((one.not_after for one in self.chain), default=0.0)


def secured_of(connection: ssl.SSLObject | ssl.SSLSocket) -> Secured:
    """What a connection that has shaken hands says of itself, verified or not."""
    cipher = connection.cipher()
    chain = tuple(_read(der) for der in _ders(connection))
    return Secured(
        tuple(one for one in chain if one is not None), connection.version() or "", cipher[0] if cipher else ""
    )


def _ders(connection: ssl.SSLObject | ssl.SSLSocket) -> Iterable[bytes]:
    """The chain as it was served; before Python 3.13 the standard library knows it but does not say so in public."""
    with suppress(AttributeError, TypeError):
        inner: Any = getattr(connection, "_sslobj", connection)
        served = inner.get_unverified_chain()
        return [one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in served or ()]
    leaf = connection.getpeercert(binary_form=True)
    return [leaf] if leaf else []


@lru_cache(maxsize=2048)
def _read(der: bytes) -> Certificate | None:
    try:
        found = x509.load_der_x509_certificate(der)
        return Certificate(
            found.not_valid_before_utc.timestamp(),
            found.not_valid_after_utc.timestamp(),
            _names(found),
            _common(found.issuer),
            hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest(),
        )
    except ValueError:
        return None


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return (_common(certificate.subject),)
    found = [*names.get_values_for_type(x509.DNSName)]
    return (*found, *(str(one) for one in names.get_values_for_type(x509.IPAddress)))


def _common(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME) or name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""
