"""Which discoveries a job has."""

from sardonyx.collectors.scrape.discovery import discoveries
from sardonyx.collectors.scrape.discovery.changes import KnownGroups
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.models import Job


def test_every_kind_is_there_under_the_name_the_configuration_has_for_it() -> None:
    job = Job.model_validate({
        "job_name": "x",
        "static_configs": [{"targets": ["a:1"]}, {"targets": ["b:1"]}],
        "file_sd_configs": [{"files": ["*.json"]}],
        "dns_sd_configs": [{"names": ["example.org"]}, {"names": ["example.net"], "type": "A", "port": 80}],
        "http_sd_configs": [{"url": "http://example.org/targets"}],
        "docker_sd_configs": [{"host": "unix:///var/run/docker.sock"}],
    })  # fmt: skip
    assert [one.name for one in discoveries(job)] == [
        "static_configs", "file_sd_configs[0]", "dns_sd_configs[0]", "dns_sd_configs[1]", "http_sd_configs[0]",
        "docker_sd_configs[0]",
    ]  # fmt: skip


def test_a_job_without_targets_has_none() -> None:
    assert list(discoveries(Job(job_name="x"))) == []


def test_only_what_changed_is_told() -> None:
    known = KnownGroups()
    a, b = TargetGroup("a", ({"__address__": "a:1"},)), TargetGroup("b", ({"__address__": "b:1"},))
    assert known.changes([a, b]) == [a, b]
    assert known.changes([a, b]) == []
    newer = TargetGroup("b", ({"__address__": "b:2"},))
    assert known.changes([a, newer]) == [newer]
    assert known.changes([newer]) == [TargetGroup("a")]
    assert known.changes([newer]) == []
