import os
import threading
from pathlib import Path

import pytest

from sardonyx.collectors.host import cpu, disks, identity, interfaces, kernel, load, memory, protocols
from sardonyx.collectors.host.collector import HostCollector
from sardonyx.collectors.host.filesystems import FileSystems, mounted
from sardonyx.collectors.page import Page
from tests.unit.collectors.host.host_files import make_host, samples, value

TICKS = os.sysconf("SC_CLK_TCK")


def test_seconds_of_a_cpu_are_its_ticks_by_mode_and_guests_are_apart(tmp_path: Path) -> None:
    roots = make_host(tmp_path, {"proc/stat": "cpu  9 9 9\ncpu7 100 200 300 400 500 600 700 800 11 12\n"})
    page = Page()
    cpu.read(page, roots)
    found = samples(page)
    assert value(found, "node_cpu_seconds_total", cpu="7", mode="steal") == 800 / TICKS
    assert value(found, "node_cpu_guest_seconds_total", cpu="7", mode="nice") == 12 / TICKS
    assert len(found) == 10


def test_an_old_kernel_without_guests_and_a_cpu_with_a_frequency(tmp_path: Path) -> None:
    files = {"proc/stat": "cpu0 1 2 3 4\n", "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "2400000\n"}
    page = Page()
    cpu.read(page, make_host(tmp_path, files))
    found = samples(page)
    assert value(found, "node_cpu_scaling_frequency_hertz", cpu="0") == 2.4e9
    assert len(found) == 5


def test_kernel_counters_and_limits(tmp_path: Path) -> None:
    files = {
        "proc/stat": "intr 50 1 2 3\nctxt 60\nbtime 1700000000\nprocesses 70\nprocs_running 2\nprocs_blocked 1\n",
        "proc/sys/fs/file-nr": "928\t0\t2466170\n",
        "proc/sys/net/netfilter/nf_conntrack_count": "12\n",
    }
    page = Page()
    kernel.read(page, make_host(tmp_path, files))
    found = samples(page)
    assert value(found, "node_intr_total") == 50
    assert value(found, "node_boot_time_seconds") == 1_700_000_000
    assert value(found, "node_filefd_maximum") == 2_466_170
    assert value(found, "node_nf_conntrack_entries") == 12


def test_memory_is_in_bytes_pages_are_numbers_and_paging_is_counted(tmp_path: Path) -> None:
    files = {
        "proc/meminfo": "MemTotal:  16 kB\nActive(anon):  2 kB\nHugePages_Total:  3\n",
        "proc/vmstat": "nr_free_pages 5\npgpgin 6\noom_kill 7\npgmajfault 8\n",
    }
    page = Page()
    memory.read(page, make_host(tmp_path, files))
    found = samples(page)
    assert value(found, "node_memory_MemTotal_bytes") == 16_384
    assert value(found, "node_memory_Active_anon_bytes") == 2048
    assert value(found, "node_memory_HugePages_Total") == 3
    assert value(found, "node_vmstat_oom_kill") == 7
    assert len(found) == 6


def test_pressure_is_told_in_seconds_and_a_kernel_without_it_is_an_error(tmp_path: Path) -> None:
    line = "avg10=0.00 avg60=0.00 avg300=0.00 total="
    files = {f"proc/pressure/{what}": f"some {line}2500000\nfull {line}500000\n" for what in ("cpu", "io", "memory")}
    page = Page()
    load.read_pressure(page, make_host(tmp_path, files))
    assert value(samples(page), "node_pressure_io_stalled_seconds_total") == 0.5
    assert value(samples(page), "node_pressure_cpu_waiting_seconds_total") == 2.5
    with pytest.raises(OSError, match="No such file"):
        load.read_pressure(Page(), make_host(tmp_path / "older", {}))


def test_disks_leave_out_partitions_and_what_their_kernel_does_not_tell(tmp_path: Path) -> None:
    figures = " ".join(str(number) for number in range(1, 12))
    content = "".join(f"   8       {minor} {name} {figures}\n" for minor, name in enumerate(("sda", "sda1", "loop0")))
    page = Page()
    disks.read(page, make_host(tmp_path, {"proc/diskstats": content}))
    found = samples(page)
    assert value(found, "node_disk_read_bytes_total", device="sda") == 3 * 512
    assert value(found, "node_disk_io_time_weighted_seconds_total", device="sda") == 0.011
    assert {dict(key).get("device") for key in found} == {"sda"}
    assert not any("discard" in dict(key)["__name__"] for key in found)


def test_traffic_and_state_of_interfaces(tmp_path: Path) -> None:
    columns = " ".join(str(number) for number in range(1, 17))
    files = {
        "proc/net/dev": f"Inter-|   Receive\n face |bytes\n  eth0:{columns}\n",
        "sys/class/net/eth0/operstate": "up\n",
        "sys/class/net/eth0/speed": "1000\n",
        "sys/class/net/eth0/flags": "0x1003\n",
        "sys/class/net/eth0/ifalias": 'to "rack" 7\\\n',
    }
    roots, page = make_host(tmp_path, files), Page()
    interfaces.read_traffic(page, roots)
    interfaces.read_state(page, roots)
    found = samples(page)
    assert value(found, "node_network_receive_multicast_total", device="eth0") == 8
    assert value(found, "node_network_transmit_bytes_total", device="eth0") == 9
    assert value(found, "node_network_speed_bytes", device="eth0") == 125_000_000
    assert value(found, "node_network_flags", device="eth0") == 0x1003
    (info,) = [dict(key) for key in found if ("__name__", "node_network_info") in key]
    assert info["ifalias"] == 'to "rack" 7\\'


def test_protocol_counters_sockets_and_queues(tmp_path: Path) -> None:
    files = {
        "proc/net/snmp": "Tcp: RtoMin CurrEstab RetransSegs\nTcp: 200 5 6\n",
        "proc/net/netstat": "TcpExt: ListenDrops TW\nTcpExt: 7 8\n",
        "proc/net/snmp6": "Ip6InOctets 9\nIp6InDelivers 10\n",
        "proc/net/sockstat": "sockets: used 11\nTCP: inuse 12 mem 2\n",
        "proc/net/softnet_stat": "0000000a 0000000b 0000000c 0\n00000001 00000002 00000003 0\n",
        "proc/net/udp": "  sl  local rem st tx_queue rx_queue\n  1: 0:0 0:0 07 00000010:00000020 x\n",
        "proc/net/arp": "IP address HW type Flags HW address Mask Device\n10.0.0.1 0x1 0x2 aa * eth0\n",
    }
    roots, page = make_host(tmp_path, files), Page()
    protocols.read_counters(page, roots)
    protocols.read_sockets(page, roots)
    protocols.read_queues(page, roots)
    found = samples(page)
    assert value(found, "node_netstat_Tcp_RetransSegs") == 6
    assert value(found, "node_netstat_Ip6_InOctets") == 9
    assert not any(dict(key)["__name__"] in ("node_netstat_Tcp_RtoMin", "node_netstat_TcpExt_TW") for key in found)
    assert value(found, "node_sockstat_sockets_used") == 11
    assert value(found, "node_sockstat_TCP_mem_bytes") == 2 * os.sysconf("SC_PAGE_SIZE")
    assert value(found, "node_softnet_dropped_total", cpu="1") == 2
    assert value(found, "node_udp_queues", ip="v4", queue="rx") == 32
    assert value(found, "node_arp_entries", device="eth0") == 1


def test_the_distribution_and_its_version(tmp_path: Path) -> None:
    release = "# told by the packager\nID=ubuntu\nID_LIKE=debian\nNAME=\"Ubuntu\"\nVERSION_ID='22.04'\nHOME_URL=x\n"
    page = Page()
    identity.read_distribution(page, make_host(tmp_path, {"usr/lib/os-release": release}))
    found = samples(page)
    assert value(found, "node_os_version", id="ubuntu", id_like="debian", name="Ubuntu") == 22.04


def test_temperatures(tmp_path: Path) -> None:
    files = {
        "sys/class/thermal/thermal_zone3/type": "x86_pkg_temp\n",
        "sys/class/thermal/thermal_zone3/temp": "48500\n",
        "sys/class/hwmon/hwmon0/name": "nvme\n",
        "sys/class/hwmon/hwmon0/temp1_input": "38850\n",
    }
    page = Page()
    identity.read_sensors(page, make_host(tmp_path, files))
    assert value(samples(page), "node_thermal_zone_temp", zone="3", type="x86_pkg_temp") == 48.5
    assert value(samples(page), "node_hwmon_temp_celsius", chip="nvme", sensor="temp1") == 38.85


def test_mounts_of_the_kernel_and_of_containers_are_left_out_and_names_are_unescaped(tmp_path: Path) -> None:
    table = (
        "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\noverlay /var/lib/docker/overlay2/x/merged overlay rw 0 0\n"
        "/dev/sdb1 /mnt/my\\040disk xfs ro,noatime 0 0\n/dev/sdc1 /mnt/my\\040disk ext4 rw 0 0\n"
    )
    found = mounted(make_host(tmp_path, {"proc/1/mounts": table}))
    assert [(mount.device, mount.point, mount.read_only) for mount in found] == [
        ("/dev/sda1", "/", False),
        ("/dev/sdc1", "/mnt/my disk", False),
    ]


def test_a_file_system_that_hangs_is_an_error_and_the_others_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    real = os.statvfs

    def statvfs(path: Path) -> os.statvfs_result:
        if path.name == "lost":
            released.wait(30)
        return real("/")

    monkeypatch.setattr(os, "statvfs", statvfs)
    roots = make_host(tmp_path, {"proc/1/mounts": "a / ext4 rw 0 0\nnas:/lost /lost nfs rw 0 0\n"})
    systems = FileSystems(wait_seconds=0.01)
    for _ in range(2):  # and nobody else is sent after it
        page = Page()
        systems.read(page, roots)
        found = samples(page)
        assert value(found, "node_filesystem_device_error", device="nas:/lost", mountpoint="/lost", fstype="nfs") == 1
        assert value(found, "node_filesystem_size_bytes", device="a", mountpoint="/", fstype="ext4") > 0
    assert sum(thread.name.startswith("statvfs") for thread in threading.enumerate()) == 1
    released.set()


def test_a_part_that_fails_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    roots = make_host(tmp_path, {"proc/loadavg": "0.5 0.4 0.3 1/200 999\n", "proc/meminfo": "MemTotal: much kB\n"})
    found = samples(HostCollector(roots, without=["timex", "time"]).page())
    assert value(found, "node_load5") == 0.4
    assert value(found, "node_scrape_collector_success", collector="loadavg") == 1
    assert value(found, "node_scrape_collector_success", collector="meminfo") == 0
    assert not any(dict(key)["__name__"].startswith(("node_memory", "node_timex")) for key in found)
