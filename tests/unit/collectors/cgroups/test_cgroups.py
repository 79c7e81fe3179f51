"""Control groups as files, of both versions."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sardonyx.collectors.built_in import built_in
from sardonyx.collectors.cgroups.collector import CgroupCollector
from sardonyx.collectors.cgroups.names import labels_of
from sardonyx.collectors.containers.collector import ContainerCollector
from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.config.sections import CollectorSettings
from tests.unit.collectors.host.host_files import Samples, make_host, samples, value

ID = "0123456789abcdef" * 4
POD = "11111111-2222-3333-4444-555555555555"
NGINX = {"id": "/system.slice/nginx.service", "image": "", "name": "nginx.service"}
V2 = {
    "cgroup.events": "populated 1\nfrozen 0\n",
    "cpu.stat": "usage_usec 12500000\nuser_usec 10000000\nsystem_usec 2500000\n"
    "nr_periods 100\nnr_throttled 7\nthrottled_usec 350000\n",
    "cpu.max": "150000 100000\n",
    "memory.current": "300000000\n",
    "memory.peak": "310000000\n",
    "memory.max": "536870912\n",
    "memory.stat": "anon 200000000\nfile 90000000\nfile_mapped 5000000\ninactive_file 60000000\n",
    "pids.current": "23\n",
    "pids.max": "max\n",
    "io.stat": "254:0 rbytes=7593984 wbytes=100 rios=3 wios=1 dbytes=0 dios=0\n",
}


def v2(folder: Path, groups: Mapping[str, Mapping[str, str]]) -> CgroupCollector:
    files = {"sys/fs/cgroup/cgroup.controllers": "cpu io memory pids\n"}
    for path, said in groups.items():
        files |= {f"sys/fs/cgroup{path}/{name}": text for name, text in said.items()}
    return CgroupCollector(make_host(folder, files))


def ids(found: Samples) -> set[str]:
    return {dict(key)["id"] for key in found}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/system.slice/nginx.service", "nginx.service"),
        ("/system.slice", ""),
        (f"/system.slice/docker-{ID}.scope", ID[:12]),
        (f"/docker/{ID}", ID[:12]),
        (f"/machine.slice/libpod-{ID}.scope", ID[:12]),
        ("/lxc.payload.web", "web"),
        ("/user.slice/user-1000.slice/session-3.scope", None),
        (f"/machine.slice/libpod-conmon-{ID}.scope", None),
        ("/init.scope", None),
        ("/dev-hugepages.mount", None),
    ],
)
def test_a_group_is_called_what_its_path_says(path: str, name: str | None) -> None:
    labels = labels_of(path)
    assert labels == (None if name is None else {"id": path, "image": "", "name": name})


def test_a_container_of_kubernetes_names_its_pod() -> None:
    pod = POD.replace("-", "_")
    labels = labels_of(f"/kubepods.slice/kubepods-besteffort.slice/kubepods-pod{pod}.slice/cri-containerd-{ID}.scope")
    assert labels is not None
    assert labels["container_label_io_kubernetes_pod_uid"] == POD


def test_figures_of_a_service_of_the_second_version(tmp_path: Path) -> None:
    collector = v2(tmp_path, {"/system.slice/nginx.service": V2, "/system.slice/nginx.service/inner": V2})
    found = samples(collector.page())
    assert ids(found) == {NGINX["id"]}, "a slice that tells nothing, and what is inside a service, are left out"
    assert value(found, "container_cpu_usage_seconds_total", **NGINX) == 12.5
    assert value(found, "container_cpu_system_seconds_total", **NGINX) == 2.5
    assert value(found, "container_cpu_cfs_throttled_seconds_total", **NGINX) == 0.35
    assert value(found, "container_spec_cpu_quota", **NGINX) == 150_000
    assert value(found, "container_spec_cpu_period", **NGINX) == 100_000
    assert value(found, "container_memory_usage_bytes", **NGINX) == 300_000_000
    assert value(found, "container_memory_working_set_bytes", **NGINX) == 240_000_000
    assert value(found, "container_memory_rss", **NGINX) == 200_000_000
    assert value(found, "container_memory_max_usage_bytes", **NGINX) == 310_000_000
    assert value(found, "container_spec_memory_limit_bytes", **NGINX) == 536_870_912
    assert value(found, "container_processes", **NGINX) == 23
    assert value(found, "container_fs_reads_bytes_total", **NGINX, device="254:0") == 7_593_984
    assert value(found, "container_fs_writes_bytes_total", **NGINX, device="254:0") == 100
    assert "container_threads_max" not in {dict(key)["__name__"] for key in found}
    assert collector.problems == ()


def test_figures_of_a_container_of_the_first_version(tmp_path: Path) -> None:
    group = f"docker/{ID}"
    root = "sys/fs/cgroup"
    files = {
        f"{root}/cpuacct/{group}/cpuacct.usage": "1000000000\n",
        f"{root}/cpuacct/{group}/cpuacct.stat": "user 50\nsystem 25\n",
        f"{root}/cpu/{group}/cpu.cfs_quota_us": "-1\n",
        f"{root}/cpu/{group}/cpu.cfs_period_us": "100000\n",
        f"{root}/memory/{group}/memory.usage_in_bytes": "100\n",
        f"{root}/memory/{group}/memory.limit_in_bytes": "9223372036854771712\n",
        f"{root}/memory/{group}/memory.failcnt": "3\n",
        f"{root}/memory/{group}/memory.stat": "total_cache 45\ntotal_rss 55\ntotal_inactive_file 30\n",
        f"{root}/pids/{group}/pids.current": "4\n",
        f"{root}/blkio/{group}/blkio.throttle.io_service_bytes_recursive": "8:16 Read 11\n8:16 Total 11\nTotal 11\n",
    }
    found = samples(CgroupCollector(make_host(tmp_path, files)).page())
    labels = {"id": f"/{group}", "image": "", "name": ID[:12]}
    assert value(found, "container_cpu_usage_seconds_total", **labels) == 1
    assert value(found, "container_cpu_user_seconds_total", **labels) == 0.5
    assert value(found, "container_memory_working_set_bytes", **labels) == 70
    assert value(found, "container_memory_rss", **labels) == 55
    assert value(found, "container_memory_failcnt", **labels) == 3
    assert value(found, "container_spec_memory_limit_bytes", **labels) == 0
    assert value(found, "container_processes", **labels) == 4
    assert value(found, "container_fs_reads_bytes_total", **labels, device="8:16") == 11
    assert not any(dict(key)["__name__"] == "container_spec_cpu_quota" for key in found)


def test_empty_groups_are_left_out_and_of_too_many_containers_come_first(tmp_path: Path) -> None:
    groups = {f"/system.slice/s{number:02}.service": V2 for number in range(30)}
    groups["/machine.slice/libpod-" + ID + ".scope"] = V2
    groups["/system.slice/stopped.service"] = V2 | {"cgroup.events": "populated 0\n"}
    v2(tmp_path, groups)
    collector = CgroupCollector(make_host(tmp_path, {}), max_groups=5)
    found = ids(samples(collector.page()))
    assert len(found) == 5
    assert f"/machine.slice/libpod-{ID}.scope" in found
    assert collector.problems == ("cgroups: 31 groups, only the first 5 are collected",)


def test_dockers_are_left_out_where_docker_tells_them(tmp_path: Path) -> None:
    v2(tmp_path, {f"/system.slice/docker-{ID}.scope": V2, "/system.slice/nginx.service": V2})
    collector = CgroupCollector(make_host(tmp_path, {}), without_docker=True)
    assert ids(samples(collector.page())) == {NGINX["id"]}


async def test_they_stand_in_for_a_docker_that_cannot_be_asked(tmp_path: Path) -> None:
    collector = v2(tmp_path, {"/system.slice/nginx.service": V2})

    async def instead() -> bytes:
        return collector.page()

    docker = ContainerCollector(DockerApi(f"unix://{tmp_path}/nobody.sock"), instead=instead)
    found = samples(await docker.page())
    await docker.close()
    assert value(found, "container_runtime_up") == 0
    assert value(found, "container_cpu_usage_seconds_total", **NGINX) == 12.5
    assert docker.problems


@pytest.mark.parametrize(
    ("docker", "cgroups", "jobs"),
    [
        ("off", "on", ["cadvisor"]),
        ("unix:///x.sock", "on", ["cadvisor", "cgroups"]),
        ("unix:///x.sock", "off", ["cadvisor"]),
    ],
)
def test_settings_say_which_is_collected(docker: str, cgroups: str, jobs: list[str]) -> None:
    settings = CollectorSettings.model_validate({"host": False, "docker": docker, "cgroups": cgroups})
    assert [target.job for target in built_in(settings)] == jobs


def test_nothing_is_collected_where_there_is_no_group(tmp_path: Path) -> None:
    assert not CgroupCollector(make_host(tmp_path, {})).anything()
    assert v2(tmp_path, {"/system.slice/nginx.service": V2}).anything()
