"""Our host collector beside Debian's prometheus-node-exporter on the same host."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.collectors.host.collector import HostCollector
from tests.support.daemons import daemon, listens, page
from tests.support.ports import free_port
from tests.unit.collectors.host.host_files import Samples, samples

# What the exporter tells and we don't, and why.
NOT_OURS = {
    r"node_scrape_collector_.*|node_exporter_build_info|node_textfile_.*": "the exporter's own",
    r"node_selinux_.*|node_nf_conntrack_stat_.*|node_softnet_.*|node_schedstat_.*|node_xfs_.*": "of no use here, or told otherwise",
    r"node_network_receive_nohandler_total": "only netlink tells it",
    r"node_disk_(ata|device|filesystem)_.*|node_disk_info": "told by udev, not by the kernel",
    r"node_cooling_device_.*|node_hwmon_.*|node_thermal_.*|node_cpu_(frequency|scaling).*|node_dmi_.*|node_edac_.*": "hardware",
    r"node_power_supply_.*|node_md_.*|node_btrfs_.*|node_zfs_.*|node_nvme_.*|node_rapl_.*|node_nfsd?_.*": "hardware",
}
DEVICES_APART = re.compile(r"zram\d+|ram\d+")
# These move between two looks.
MOVING = re.compile(r"node_(load|procs|memory|netstat|sockstat|pressure|processes|timex|udp|entropy|arp|disk_io_now).*")


@pytest.fixture
def exporter_url() -> Iterator[str]:
    port = free_port()
    with daemon(["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}"], lambda: listens(port)):
        yield f"http://127.0.0.1:{port}/metrics"


def _looked_at(url: str) -> tuple[Samples, Samples, dict[str, str], dict[str, str]]:
    before = HostCollector().page()
    theirs = page(url)
    return samples(before), samples(theirs), _types(before), _types(theirs)


def _types(page: bytes) -> dict[str, str]:
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", page.decode(), re.MULTILINE))


def test_series_types_and_values_are_those_of_the_node_exporter(exporter_url: str) -> None:
    ours, theirs, our_types, their_types = _looked_at(exporter_url)
    wanted = {
        key: value
        for key, value in theirs.items()
        if dict(key)["__name__"].startswith("node_")
        and not any(re.fullmatch(name, dict(key)["__name__"]) for name in NOT_OURS)
        and not DEVICES_APART.fullmatch(dict(key).get("device", ""))
    }
    assert len(wanted) > 200
    assert [dict(key) for key in wanted if key not in ours] == []
    assert {
        name: (kind, their_types[name]) for name, kind in our_types.items() if their_types.get(name, kind) != kind
    } == {}
    apart = {
        key: (ours[key], value)
        for key, value in wanted.items()
        if not MOVING.fullmatch(dict(key)["__name__"]) and abs(ours[key] - value) > max(1.0, 0.05 * abs(value))
    }
    assert apart == {}


def test_what_the_host_has_is_told_by_every_part_or_said_to_fail() -> None:
    found = samples(HostCollector().page())
    failed = {
        dict(key)["collector"]
        for key, value in found.items()
        if dict(key)["__name__"] == "node_scrape_collector_success" and value == 0
    }
    assert failed <= {"pressure"}, "only pressure may be missing: kernels are built without it"
    own = Path("/proc/self/comm").read_text().strip()
    groups = {dict(key)["groupname"] for key in found if "groupname" in dict(key)}
    assert own in groups or "other" in groups
