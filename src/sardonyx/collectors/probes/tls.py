"""Kind `tls`: a handshake, after STARTTLS where asked for, and how long the certificates are good.

Conditions: latency, certificate (time until the first of the chain expires), version (`TLSv1.3`), names, issuer.
"""

import ssl
from functools import partial
from typing import Final

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.connecting import connect
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, sentence_of
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.tls_certificates import Secured
from sardonyx.collectors.probes.tls_handshake import Stream, plain, refusal, told, upgrade
from sardonyx.collectors.probes.tls_starttls import start
from sardonyx.config.checks import TlsCheck

FIELDS: Final = frozenset({"latency", "certificate", "version", "names", "issuer"})
_DOWN_UNLESS: Final = ("certificate > 7d",)
_DEGRADED_UNLESS: Final = ("certificate > 14d",)


async def probe(check: TlsCheck, context: ProbeContext) -> ProbeResult:
    """Shake hands once."""
    conditions, softly = check.conditions, check.degraded_unless
    if not conditions and not softly:
        conditions, softly = _DOWN_UNLESS, _DEGRADED_UNLESS
    return await attempt(Attempt(context, target_of(check), conditions, softly), partial(_probe, check))


async def _probe(check: TlsCheck, made: Attempt) -> ProbeResult:
    connected = await connect(made.context, check.host, check.port)
    made.phases |= {"resolve": connected.resolve_seconds, "connect": connected.connect_seconds}
    made.addresses, made.address = connected.addresses, connected.address
    stream = await plain(connected.sock)
    try:
        if check.starttls:
            with made.phase("processing"):
                await start(check.starttls, stream)
        secured = await _secured(check, made, stream)
    finally:
        stream.drop()
    made.figures |= {
        "tls_version": float(secured.version.removeprefix("TLSv") or 0),
        "ssl_last_chain_length": len(secured.chain),
    }
    made.facts["tls_version"] = secured.version
    made.body = told(secured)
    leaf = secured.chain[0] if secured.chain else None
    return made.judged(
        {"version": secured.version, "names": leaf.names if leaf else (), "issuer": leaf.issuer if leaf else ""}
    )


async def _secured(check: TlsCheck, made: Attempt, stream: Stream) -> Secured:
    try:
        with made.phase("tls"):
            secured = (await upgrade(stream, check.server_name or check.host, verify=True)).secured
    except ssl.SSLCertVerificationError as error:
        failed, seen = await _refusal(check, made, error)
        if seen is not None:
            made.note(seen)
        raise failed from error
    if secured is None:
        raise Failed("tls", f"{made.target} showed no certificate")
    made.note(secured)
    return secured


async def _refusal(
    check: TlsCheck, made: Attempt, error: ssl.SSLCertVerificationError
) -> tuple[Failed, Secured | None]:
    if check.starttls:
        return Failed("tls", sentence_of(error, made.target)), None
    return await refusal(made.context, error, check.host, check.port)
