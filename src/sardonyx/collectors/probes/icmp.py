"""A ping. Conditions: latency (the round trip)."""

from functools import partial

from sardonyx.collectors.network.icmp import permitted, ping
from sardonyx.collectors.network.outcome import Probe
from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import IcmpCheck
from sardonyx.outgoing.names import Addresses

FIELDS = frozenset({"latency"})
_ADVICE = "this process may not ping: its group must be in net.ipv4.ping_group_range (sysctl)"


async def probe(check: IcmpCheck, context: ProbeContext) -> ProbeResult:
    """Ping its addresses in turn, until one answers."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: IcmpCheck, made: Attempt) -> ProbeResult:
    known = await made.looked_up(check.host, 0)
    if not permitted():
        raise Failed("unsupported", _ADVICE)
    answered = Probe.lost("timeout")
    for index, one in enumerate(known.found):
        made.address = str(one[1][0])
        answered = await ping(Addresses((one,), 0.0), made.context.left() / (len(known.found) - index))
        if answered.seconds is not None:
            made.phases["rtt"] = answered.seconds
            return made.judged({"latency": answered.seconds})
    reason = answered.reason or "other"
    words = "did not answer the ping in time" if reason == "timeout" else "can't be pinged"
    raise Failed(reason, f"{check.host} {words}")
