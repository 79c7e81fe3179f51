"""What it is called when a target can't be reached, and a sentence for it."""

import asyncio
import errno
import os
import socket
import ssl
from typing import Final

from sardonyx.collectors.network import outcome
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import Evidence, ProbeResult, Reason
from sardonyx.outgoing.guard import Forbidden

# X509_V_ERR_* of openssl/x509_vfy.h.
_CERTIFICATE: Final = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is self-signed",
    19: "its certificate chain ends in a self-signed one that is not trusted",
    20: "its certificate was issued by an authority that is not trusted, or the chain lacks an intermediate one",
    21: "its certificate was issued by an authority that is not trusted, or the chain lacks an intermediate one",
    23: "its certificate has been revoked",
    62: "its certificate is for another host",
    64: "its certificate is for another address",
}
_NAME: Final = {
    socket.EAI_NONAME: "there is no such name",
    socket.EAI_AGAIN: "the name server gave no answer",
    socket.EAI_FAIL: "the name server refused",
    socket.EAI_NODATA: "the name has no address",
    socket.EAI_ADDRFAMILY: "the name has no address of a family this host speaks",
}


class Failed(Exception):
    """A check that ends here, for a reason with a sentence of its own."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


def reason_of(error: BaseException) -> Reason:
    """What a failure is called."""
    if isinstance(error, Failed):
        return error.reason
    if isinstance(error, Forbidden):
        return "forbidden"
    if isinstance(error, UnicodeError):
        return "dns"  # a name no name server can be asked for
    if isinstance(error, asyncio.IncompleteReadError | EOFError):
        return "reset"
    return outcome.reason_of(error) if isinstance(error, Exception) else "other"


def sentence_of(error: BaseException, target: str, doing: str = "") -> str:
    """A sentence for a person: what happened with `target`, while `doing` (`connecting`, `the TLS handshake`)."""
    during = f" during {doing}" if doing else ""
    reason = reason_of(error)
    if isinstance(error, Failed | Forbidden):
        return str(error)
    if isinstance(error, socket.gaierror):
        return f"looking up {target}: {_NAME.get(error.errno or 0, error.strerror or 'it failed')}"
    if isinstance(error, ssl.SSLError):
        return f"{target}: {_tls(error)}"
    sentences = {
        "timeout": f"{target} did not answer in time{during}",
        "refused": f"{target} refused the connection",
        "reset": f"{target} closed the connection{during}",
        "unreachable": f"{target} can't be reached ({_system(error)})",
        "dns": f"{target} is no name that can be looked up",
    }
    return sentences.get(reason) or f"{target}: {str(error) or type(error).__name__}{during}"


def lost(context: ProbeContext, error: BaseException, target: str, doing: str = "") -> ProbeResult:
    """The result of a check that got no answer it could judge."""
    message = sentence_of(error, target, doing)
    return context.result("down", reason_of(error), message, evidence=Evidence(message=message))


def _tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(error.verify_code, error.verify_message)
    return f"the TLS handshake failed ({(error.reason or str(error)).replace('_', ' ').lower()})"


def _system(error: BaseException) -> str:
    return os.strerror(getattr(error, "errno", None) or errno.EHOSTUNREACH).lower()
