"""What one probe comes to, and what a failure is called."""

import errno
import socket
import ssl
import struct
from dataclasses import dataclass
from typing import Literal
from typing import Protocol as Shape

from sardonyx.config.peers import Protocol

Reason = Literal["dns", "refused", "timeout", "unreachable", "reset", "tls", "status", "other"]

REASONS: dict[Protocol, tuple[Reason, ...]] = {
    "tcp": ("dns", "refused", "timeout", "unreachable", "reset", "other"),
    "http": ("dns", "refused", "timeout", "unreachable", "reset", "tls", "status", "other"),
    "icmp": ("dns", "timeout", "unreachable", "other"),
}
"""How a probe of each protocol can be lost."""

_BY_ERRNO: dict[int, Reason] = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timeout",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.ECONNABORTED: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EACCES: "unreachable",  # a firewall of this host
    errno.EPERM: "unreachable",
}
# struct tcp_info of linux/tcp.h: tcpi_rtt in microseconds, tcpi_total_retrans.
_RTT, _RETRANSMITS, _INFO_BYTES = 68, 100, 104
_U32 = struct.Struct("=I")


@dataclass(frozen=True, slots=True)
class Kernel:
    """What the kernel says of a TCP connection: its smoothed round trip, and segments sent again. 0 before the first answer."""

    rtt_seconds: float
    retransmits: int


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe: the time until its answer, None where it is lost; `reason` then says why. `status` is HTTP's."""

    seconds: float | None
    reason: Reason | None = None
    kernel: Kernel | None = None
    status: int = 0

    @classmethod
    def lost(cls, reason: Reason, kernel: Kernel | None = None, status: int = 0) -> "Probe":
        """A probe without a good answer."""
        return cls(None, reason, kernel, status)


class WithOptions(Shape):
    """A socket, or what asyncio shows of one."""

    def getsockopt(self, level: int, optname: int, buflen: int, /) -> bytes:
        """The option's bytes."""
        ...


def reason_of(error: Exception) -> Reason:
    """What a failure is called."""
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, socket.gaierror):
        return "dns"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, OSError) and error.errno is not None:
        return _BY_ERRNO.get(error.errno, "other")
    return "other"


def kernel_of(sock: WithOptions) -> Kernel | None:
    """TCP_INFO of a connection; None where the system has none."""
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    except (OSError, AttributeError):
        return None
    if len(info) < _INFO_BYTES:
        return None
    return Kernel(_U32.unpack_from(info, _RTT)[0] / 1e6, _U32.unpack_from(info, _RETRANSMITS)[0])
