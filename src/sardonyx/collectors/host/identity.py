"""What the host is: kernel, distribution, and the sensors it has."""

import os
import re
import shlex

from sardonyx.collectors.host.roots import Roots, children, lines, number, text
from sardonyx.collectors.page import Page

_OS_LABELS = (
    "build_id", "id", "id_like", "image_id", "image_version", "name", "pretty_name", "variant", "variant_id", "version",
    "version_codename", "version_id",
)  # fmt: skip
_VERSION = re.compile(r"\d+(?:\.\d+)?")
_PER_MILLE = 1000


def read_kernel(page: Page, roots: Roots) -> None:
    """Add `node_uname_info`."""
    system = os.uname()
    kernel = roots.proc / "sys/kernel"
    page.gauge("node_uname_info", "The kernel, as uname tells it.").add(
        1,
        sysname=system.sysname,
        release=text(kernel / "osrelease") or system.release,
        version=text(kernel / "version") or system.version,
        machine=system.machine,
        nodename=text(kernel / "hostname") or system.nodename,
        domainname=text(kernel / "domainname"),
    )


def read_distribution(page: Page, roots: Roots) -> None:
    """Add `node_os_info` and `node_os_version` from `os-release`."""
    own, default = roots.root / "etc/os-release", roots.root / "usr/lib/os-release"
    told = lines(own if own.exists() else default)
    pairs = (line.partition("=") for line in told if "=" in line and not line.startswith("#"))
    said = {key.strip().lower(): " ".join(shlex.split(value)) for key, _, value in pairs}
    info = {label: said.get(label, "") for label in _OS_LABELS}
    page.gauge("node_os_info", "The distribution, as os-release tells it.").add_labelled(1, info)
    if version := _VERSION.match(info["version_id"]):
        labels = {label: info[label] for label in ("id", "id_like", "name")}
        page.gauge("node_os_version", "Major and minor part of the distribution's version.").add_labelled(
            float(version[0]), labels
        )


def read_sensors(page: Page, roots: Roots) -> None:
    """Add `node_thermal_zone_temp` and `node_hwmon_temp_celsius` where there are sensors."""
    zones = [
        (zone.name.removeprefix("thermal_zone"), text(zone / "type"), degrees / _PER_MILLE)
        for zone in children(roots.sys / "class/thermal")
        if zone.name.startswith("thermal_zone") and (degrees := number(zone / "temp")) is not None
    ]
    if zones:
        family = page.gauge("node_thermal_zone_temp", "Temperature of the zone, in degrees Celsius.")
        for zone_number, kind, celsius in zones:
            family.add(celsius, zone=zone_number, type=kind)
    chips = [
        (text(chip / "name") or chip.name, file.name.removesuffix("_input"), degrees / _PER_MILLE)
        for chip in children(roots.sys / "class/hwmon")
        for file in children(chip)
        if re.fullmatch(r"temp\d+_input", file.name) and (degrees := number(file)) is not None
    ]
    if chips:
        family = page.gauge("node_hwmon_temp_celsius", "Temperature of the sensor, in degrees Celsius.")
        for chip_name, sensor, celsius in chips:
            family.add(celsius, chip=chip_name, sensor=sensor)
