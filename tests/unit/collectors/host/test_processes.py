import os
from pathlib import Path

from sardonyx.collectors.host.processes import Processes
from sardonyx.collectors.host.roots import Roots
from sardonyx.collectors.page import Page
from tests.unit.collectors.host.host_files import Samples, make_host, samples, value

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def stat(pid: int, name: str, *, user: int = 0, resident: int = 0, parent: int = 1, state: str = "S") -> str:
    """A line of /proc/<pid>/stat."""
    fields = [state, parent, 0, 0, 0, 0, 0, 4, 0, 5, 0, user, 6, 0, 0, 20, 0, 3, 0, 1000 + pid, 8192, resident, 0]
    return f"{pid} ({name}) " + " ".join(str(item) for item in fields) + "\n"


def host(folder: Path, *processes: str) -> Roots:
    return make_host(folder, {f"proc/{line.split()[0]}/stat": line for line in processes})


def read(processes: Processes, roots: Roots) -> Samples:
    page = Page()
    processes.read(page, roots)
    return samples(page)


def test_processes_of_one_name_are_one_group_and_kernel_threads_another(tmp_path: Path) -> None:
    found = read(
        Processes(),
        host(
            tmp_path,
            stat(2, "kthreadd", parent=0),
            stat(3, "kworker/0:1", parent=2, state="I"),
            stat(10, "post) gres", user=50, resident=7),
            stat(11, "post) gres", user=70, resident=8, state="R"),
        ),
    )
    group = {"groupname": "post) gres"}
    assert value(found, "namedprocess_namegroup_num_procs", **group) == 2
    assert value(found, "namedprocess_namegroup_num_threads", **group) == 6
    assert value(found, "namedprocess_namegroup_cpu_seconds_total", **group, mode="user") == 120 / TICKS
    assert value(found, "namedprocess_namegroup_memory_bytes", **group, memtype="resident") == 15 * PAGE
    assert value(found, "namedprocess_namegroup_major_page_faults_total", **group) == 10
    assert value(found, "namedprocess_namegroup_num_procs", groupname="kernel threads") == 2
    assert value(found, "node_processes_state", state="R") == 1
    assert value(found, "node_processes_pids") == 4


def test_what_a_process_had_used_stays_when_it_ends_or_its_number_is_used_again(tmp_path: Path) -> None:
    processes = Processes()
    read(processes, host(tmp_path / "a", stat(10, "worker", user=100), stat(11, "worker", user=10)))
    later = stat(10, "worker", user=1).replace(" 1010 ", " 2010 ")  # the same number, started later
    found = read(processes, host(tmp_path / "b", later))
    assert value(found, "namedprocess_namegroup_cpu_seconds_total", groupname="worker", mode="user") == 111 / TICKS
    found = read(processes, host(tmp_path / "c"))
    assert value(found, "namedprocess_namegroup_cpu_seconds_total", groupname="worker", mode="user") == 111 / TICKS
    assert value(found, "namedprocess_namegroup_num_procs", groupname="worker") == 0


def test_only_the_groups_that_use_most_have_series_and_keep_them(tmp_path: Path) -> None:
    processes = Processes(max_groups=2)
    small = [stat(100 + number, f"small{number}", resident=1) for number in range(5)]
    first = host(tmp_path / "a", stat(10, "memory", resident=1000), stat(11, "cpu", user=1000), *small)
    found = read(processes, first)
    names = {dict(key)["groupname"] for key in found if "groupname" in dict(key)}
    assert names == {"memory", "cpu", "other"}
    assert value(found, "namedprocess_namegroup_num_procs", groupname="other") == 5
    second = host(tmp_path / "b", stat(10, "memory", resident=1), stat(12, "new", resident=9000))
    found = read(processes, second)
    assert value(found, "namedprocess_namegroup_num_procs", groupname="memory") == 1
    assert value(found, "namedprocess_namegroup_memory_bytes", groupname="other", memtype="resident") == 9000 * PAGE
