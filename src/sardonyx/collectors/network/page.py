"""Tracks of peers as a page of metrics."""

from collections.abc import Iterable, Sequence

from sardonyx.collectors.network.outcome import REASONS
from sardonyx.collectors.network.track import QUANTILES, Track, jitter, quantile
from sardonyx.collectors.page import Page
from sardonyx.config.peers import Peer

Tracked = Sequence[tuple[Peer, Track]]


def page_of(source: str, tracked: Tracked) -> Page:
    """All series of all peers."""
    page = Page()
    named = [(_labels(source, peer), track) for peer, track in tracked]

    def gauge(name: str, about: str, values: Iterable[tuple[dict[str, str], float | None]]) -> None:
        family = page.gauge(name, about)
        for labels, value in values:
            if value is not None:
                family.add_labelled(value, labels)

    gauge("probe_success", "Whether the pass had an answer.", [(one, float(t.success)) for one, t in named])
    gauge(
        "probe_duration_seconds",
        "Mean time of the pass' answers, looking the name up included.",
        [(one, t.mean_seconds) for one, t in named],
    )
    gauge("probe_dns_lookup_time_seconds", "Time to look the name up.", [(one, t.dns_seconds) for one, t in named])
    gauge(
        "probe_http_status_code",
        "Status of the newest answer.",
        [(one, _status(track)) for one, track in named if one["protocol"] == "http"],
    )
    gauge(
        "network_probe_rtt_seconds",
        "Time until the answer, of the last hundred probes, by quantile. TCP: connecting; HTTP: until the answer's head.",
        [
            ({**labels, "quantile": level}, quantile(sorted(track.rtts()), float(level)))
            for labels, track in named
            if track.success
            for level in QUANTILES
        ],
    )
    gauge(
        "network_probe_jitter_seconds",
        "Mean difference between one answer's time and the next one's, of the last hundred probes.",
        [(one, jitter(track.rtts())) for one, track in named if track.success],
    )
    gauge(
        "network_probe_loss_ratio",
        "Part of the last hundred probes that had no answer.",
        [(one, t.loss_ratio) for one, t in named],
    )
    gauge(
        "network_probe_tcp_rtt_seconds",
        "Round trip as the kernel measured it on the probes' connections (TCP_INFO), the smallest of the pass.",
        [(one, track.kernel_rtt_seconds()) for one, track in named],
    )
    counted = page.counter("network_probes_total", "Probes sent.")
    for labels, track in named:
        counted.add_labelled(float(track.sent), labels)
    failed = page.counter("network_probes_failed_total", "Probes without an answer, by reason.")
    for peer, track in tracked:
        for reason in REASONS[peer.protocol]:
            failed.add_labelled(float(track.failed[reason]), {**_labels(source, peer), "reason": reason})
    again = page.counter("network_probe_retransmits_total", "TCP segments sent again on the probes' connections.")
    for labels, track in named:
        if labels["protocol"] != "icmp":
            again.add_labelled(float(track.retransmits), labels)
    return page


def _labels(source: str, peer: Peer) -> dict[str, str]:
    return {"source": source, "target": peer.name, "protocol": peer.protocol}


def _status(track: Track) -> float | None:
    return next((float(probe.status) for probe in reversed(track.newest) if probe.status), None)
