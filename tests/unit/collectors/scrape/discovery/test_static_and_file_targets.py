"""Targets written down: in the configuration and in files that change."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from sardonyx.collectors.scrape.discovery.file_targets import FileDiscovery
from sardonyx.collectors.scrape.discovery.static_targets import StaticDiscovery
from sardonyx.collectors.scrape.models import FileSd, StaticConfig
from tests.support.discovery import problem_of, telling


def watching(*files: Path) -> FileDiscovery:
    return FileDiscovery("file_sd_configs[0]", FileSd(files=tuple(str(file) for file in files)), look_seconds=0.01)


def write(path: Path, *addresses: str, **labels: str) -> None:
    """As careful writers do: a new file takes the old one's place."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps([{"targets": addresses, "labels": labels}]))
    new.replace(path)


async def test_static_groups_are_told_once_with_their_labels() -> None:
    configs = [StaticConfig(targets=("a:1", "b:2"), labels={"env": "x"}), StaticConfig(targets=("c:3",))]
    async with telling(StaticDiscovery("static_configs", configs)) as told:
        await told.next()
    assert told.targets == [
        {"__address__": "a:1", "env": "x"}, {"__address__": "b:2", "env": "x"}, {"__address__": "c:3"},
    ]  # fmt: skip


async def test_a_file_s_targets_carry_its_path(tmp_path: Path) -> None:
    path = tmp_path / "nodes.json"
    write(path, "a:9100", "b:9100", rack="7")
    async with telling(watching(path)) as told:
        await told.next()
    more = {"rack": "7", "__meta_filepath": str(path)}
    assert told.targets == [{"__address__": "a:9100", **more}, {"__address__": "b:9100", **more}]


async def test_yaml_is_read_and_numbers_become_text(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("- targets: [a:1]\n  labels: {shard: 3}\n- targets: [b:1]\n  labels:\n")
    async with telling(watching(tmp_path / "x.yml")) as told:
        await told.next()
    path = str(tmp_path / "x.yml")
    assert told.targets == [
        {"__address__": "a:1", "shard": "3", "__meta_filepath": path}, {"__address__": "b:1", "__meta_filepath": path},
    ]  # fmt: skip


async def test_changed_new_and_deleted_files_are_noticed(tmp_path: Path) -> None:
    write(tmp_path / "one.json", "a:1")
    async with telling(watching(tmp_path / "*.json")) as told:
        await told.next()
        write(tmp_path / "one.json", "a:1", "b:1")
        await told.next()
        assert told.addresses == ["a:1", "b:1"]
        write(tmp_path / "two.json", "c:1")
        await told.next()
        assert told.addresses == ["a:1", "b:1", "c:1"]
        (tmp_path / "one.json").unlink()
        await told.next()
        assert told.addresses == ["c:1"]


async def test_a_bad_file_keeps_its_last_targets_and_says_why(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    write(good, "a:1")
    write(bad, "b:1")
    discovery = watching(tmp_path / "*.json")
    async with telling(discovery) as told:
        await told.next()
        bad.write_text('[{"targets": ["b:1",')
        problem = await problem_of(discovery)
        assert problem is not None
        assert problem.startswith(f"{bad}: can't be read: ")
        write(good, "a:2")
        await told.next()
        assert told.addresses == ["a:2", "b:1"]
        write(bad, "b:2")
        await told.next()
        assert told.addresses == ["a:2", "b:2"]
        await problem_of(discovery, there=False)


async def test_a_file_that_is_named_and_not_there_is_said_until_it_comes(tmp_path: Path) -> None:
    discovery = watching(tmp_path / "later.json")
    async with telling(discovery) as told:
        assert await problem_of(discovery) == f"{tmp_path}/later.json: there is no such file"
        write(tmp_path / "later.json", "a:1")
        await told.next()
        await problem_of(discovery, there=False)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.json", '{"targets": []}', "is no list of target groups"),
        ("x.json", '[{"targets": ["a:1"], "label": {}}]', "[0.label]"),
        ("x.json", '[{"targets": [["a:1"]]}]', "[0.targets.0]"),
        ("x.json", "[null]", "is no list of target groups: [0]"),
        ("x.yaml", "- targets: [a", "can't be read"),
    ],
    ids=["a map", "unknown key", "nested list", "null group", "broken yaml"],
)
async def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    discovery = watching(tmp_path / name)
    async with telling(discovery) as told:
        assert words in (await problem_of(discovery) or "")
    assert told.groups == {}


@pytest.mark.parametrize("name", ["x.txt", "x", "*/x.json", "a*b*.json/y.yml"])
def test_a_path_that_can_t_be_one_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=r"must end in \.json"):
        FileSd(files=(name,))
