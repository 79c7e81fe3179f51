"""Network interfaces: what they carried, and how they are set up."""

from sardonyx.collectors.host.roots import Roots, children, lines, number, text
from sardonyx.collectors.page import Page

_RECEIVED = ("bytes", "packets", "errs", "drop", "fifo", "frame", "compressed", "multicast")
_SENT = ("bytes", "packets", "errs", "drop", "fifo", "colls", "carrier", "compressed")
_BYTES_PER_MEGABIT = 125_000
# Files of /sys/class/net/<device> and the families made of them.
_COUNTERS = {
    "carrier_changes": "carrier_changes_total",
    "carrier_up_count": "carrier_up_changes_total",
    "carrier_down_count": "carrier_down_changes_total",
}
_GAUGES = {
    "addr_assign_type": "address_assign_type",
    "carrier": "carrier",
    "dev_id": "device_id",
    "dormant": "dormant",
    "flags": "flags",
    "ifindex": "iface_id",
    "iflink": "iface_link",
    "link_mode": "iface_link_mode",
    "mtu": "mtu_bytes",
    "name_assign_type": "name_assign_type",
    "netdev_group": "net_dev_group",
    "tx_queue_len": "transmit_queue_length",
    "type": "protocol_type",
}


def read_traffic(page: Page, roots: Roots) -> None:
    """Add `node_network_{receive,transmit}_*_total` from `net/dev`."""
    found = {}
    for line in lines(roots.proc / "net/dev")[2:]:
        name_of_device, _, columns = line.partition(":")
        found[name_of_device.strip()] = [int(column) for column in columns.split()]
    for way, names, offset in (("receive", _RECEIVED, 0), ("transmit", _SENT, len(_RECEIVED))):
        for index, name in enumerate(names):
            family = page.counter(f"node_network_{way}_{name}_total", f"{name} of net/dev, {way}.")
            for device, figures in found.items():
                family.add(figures[offset + index], device=device)


def read_state(page: Page, roots: Roots) -> None:
    """Add `node_network_up`, `…_info`, `…_speed_bytes` and what else `class/net` tells."""
    devices = [folder for folder in children(roots.sys / "class/net") if folder.is_dir()]
    works = page.gauge("node_network_up", "1 when the interface works.")
    for device in devices:
        works.add(int(text(device / "operstate") == "up"), device=device.name)
    about = page.gauge("node_network_info", "Addresses and state of the interface.")
    for device in devices:
        about.add(
            1,
            device=device.name,
            address=text(device / "address"),
            broadcast=text(device / "broadcast"),
            duplex=text(device / "duplex"),
            operstate=text(device / "operstate"),
            ifalias=text(device / "ifalias"),
        )
    for file, name in (_COUNTERS | _GAUGES).items():
        told = [(device.name, value) for device in devices if (value := number(device / file)) is not None]
        if told:
            family = (page.counter if file in _COUNTERS else page.gauge)(
                f"node_network_{name}", f"{file} of class/net."
            )
            for device_name, value in told:
                family.add(value, device=device_name)
    speeds = [(device.name, speed) for device in devices if (speed := number(device / "speed")) is not None]
    if speeds:
        family = page.gauge("node_network_speed_bytes", "Speed of the interface, bytes per second.")
        for device_name, speed in speeds:
            family.add(speed * _BYTES_PER_MEGABIT, device=device_name)
