"""Settings: units, the order of the sources, and what is never shown. Whole files: test_config_golden.py."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from sardonyx.config import ConfigError, ListenAddress, Settings, find_config_file, load_settings
from sardonyx.config.environment import read_environment
from sardonyx.config.keys import keys_of, nearest
from sardonyx.config.machine import physical_memory_bytes
from sardonyx.config.units import (
    format_duration,
    format_size,
    parse_duration,
    parse_listen,
    parse_size,
)
from sardonyx.config.yaml_source import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
KEYS = list(keys_of(Settings))
GIB = 1 << 30


def load(env: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    return load_settings(None, env or {}, {key.replace("__", "."): value for key, value in overrides.items()})


# Units


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        (4096, 4096),
        ("4096", 4096),
        ("1B", 1),
        ("2GB", 2_000_000_000),
        ("2gb", 2_000_000_000),
        ("512MiB", 512 << 20),
        ("1.5 GiB", 3 << 29),
        ("1TiB", 1 << 40),
    ],
)
def test_reads_size(text: object, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "MiB", "-1", "1M", "1 2", "1.0000001KiB", "1e9", "９", "9999999TiB", True, None, [1], 1.5]
)
def test_refuses_what_is_no_size(text: object) -> None:
    with pytest.raises(ValueError, match="must be a size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        (0, 0),
        ("500ms", 0.5),
        ("30s", 30),
        ("1.5h", 5400),
        ("1h30m", 5400),
        ("2w", 1_209_600),
        ("1y", 31_536_000),
    ],
)
def test_reads_duration(text: object, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "30", 30, "s", "-1s", "1 h", "1h 30m", "30S", "1month", True, False, None, 1.5])
def test_refuses_what_is_no_duration(text: object) -> None:
    with pytest.raises(ValueError, match="must be a duration"):
        parse_duration(text)


def test_refuses_duration_beyond_a_thousand_years() -> None:
    with pytest.raises(ValueError, match="at most 1000y"):
        parse_duration("1001y")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8600", ListenAddress("127.0.0.1", 8600)),
        ("[::1]:8600", ListenAddress("::1", 8600)),
        (":8600", ListenAddress("0.0.0.0", 8600)),
        ("8600", ListenAddress("127.0.0.1", 8600)),
        (8600, ListenAddress("127.0.0.1", 8600)),
        ("watch.internal:0", ListenAddress("watch.internal", 0)),
        ("off", None),
        (False, None),
        (None, None),
    ],
)
def test_reads_listen_address(text: object, address: ListenAddress | None) -> None:
    assert parse_listen(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "::1:8600",
        "[::1]",
        "[127.0.0.1]:1",
        "h:65536",
        "h:-1",
        "h:",
        "h:٣",
        "a b:1",
        "-a:1",
        True,
        70000,
    ],
)
def test_refuses_what_is_no_listen_address(text: object) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        parse_listen(text)


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
                           ("0.0.0.0", False), ("::", False), ("watch.internal", False)]
)  # fmt: skip
def test_knows_which_addresses_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert ListenAddress(host, 1).is_loopback is loopback


@given(st.integers(min_value=0, max_value=1 << 62))
@example(0)
@example(1536 << 20)
def test_a_written_size_is_read_back_exactly(size: int) -> None:
    assert parse_size(format_size(size)) == size


@given(st.integers(min_value=0, max_value=1000 * 365 * 86_400_000))
@example(0)
def test_a_written_duration_is_read_back_exactly(milliseconds: int) -> None:
    duration = timedelta(milliseconds=milliseconds)
    assert parse_duration(format_duration(duration)) == duration


@pytest.mark.parametrize("parse", [parse_size, parse_duration, parse_listen])
@given(text=st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()))
def test_units_answer_any_input_with_a_value_or_a_sentence(parse: Callable[[object], object], text: object) -> None:
    try:
        parse(text)
    except ValueError as error:
        assert str(error).startswith("must be ")  # noqa: PT017 (either outcome is right)


# Sources


def test_every_default_works() -> None:
    settings = load()
    assert settings == Settings()
    assert settings.listen == ListenAddress("127.0.0.1", 8600)


def test_nothing_listens_beyond_loopback_by_default() -> None:
    settings = load()
    doors = [settings.listen, settings.otlp.http_listen, settings.otlp.grpc_listen]
    assert all(door is not None and door.is_loopback for door in doors)


def test_command_line_wins_over_environment_and_environment_over_file(tmp_path: Path) -> None:
    file = tmp_path / "sardonyx.yaml"
    file.write_text("listen: :1\njournal: {max_bytes: 1GiB}\nlog: {level: DEBUG}\n", encoding="utf-8")
    env = {"SARDONYX_LISTEN": ":2", "SARDONYX_JOURNAL__MAX_BYTES": "2GiB"}
    settings = load_settings(file, env, {"listen": ":3", "data_dir": None})
    assert settings.listen.port == 3
    assert settings.journal.max_bytes == 2 * GIB
    assert settings.log.level == "DEBUG"
    assert settings.data_dir == Path("data")


def test_database_url_is_weaker_than_our_own_variable() -> None:
    env = {"DATABASE_URL": "postgresql://a/b", "SARDONYX_STATE__DATABASE_URL": "postgresql://c/d"}
    url = load(env).state.database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://c/d"


def test_variables_of_others_do_not_matter() -> None:
    assert load({"PATH": "/bin", "sardonyx_listen": "nonsense", "SARDONYXLISTEN": "x"}) == Settings()


def test_variables_of_the_sdk_are_not_mistaken_for_settings() -> None:
    source = (ROOT / "sdk" / "src" / "sardonyx_sdk" / "settings.py").read_text(encoding="utf-8")
    variables = set(re.findall(r'"(SARDONYX_[A-Z_]+)"', source))
    assert variables
    assert load(dict.fromkeys(variables, "x")) == load(environment="x" if "SARDONYX_ENVIRONMENT" in variables else None)


def test_mistakes_of_all_sources_are_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("lissten: :1\nlog: {level: LOUD}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {"SARDONYX_NO": "1"}, {"journal.max_bytes": "x", "log.colour": "red"})
    assert [mistake.place for mistake in caught.value.mistakes] == [
        f"{file}:1:1", f"{file}:2:7", "SARDONYX_NO", "command line", "command line",
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_settings(tmp_path / "missing.yaml", {}, {})


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"listen: \xff\n", "is not UTF-8 text"), (b"a: \x00", "is not valid YAML"), (b"- " * 60_000, "not valid|deeply"),
     (b"[" * 60_000, "not valid|deeply"), (b"a" * (5 << 20), "larger than 4MiB")],
    ids=["encoding", "control character", "deep list", "deep flow", "huge"],
)  # fmt: skip
def test_hostile_files_are_refused_calmly(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=problem):
        load_settings(file, {}, {})


def test_file_comes_from_the_option_then_the_variable_then_the_folder(tmp_path: Path) -> None:
    usual = tmp_path / "sardonyx.yaml"
    assert find_config_file(None, {}, tmp_path) is None
    usual.touch()
    assert find_config_file(None, {}, tmp_path) == usual
    assert find_config_file(None, {"SARDONYX_CONFIG": "b.yaml"}, tmp_path) == Path("b.yaml")
    assert find_config_file(Path("a.yaml"), {"SARDONYX_CONFIG": "b.yaml"}, tmp_path) == Path("a.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [("off", "off"), ("no", "no"), ("true", True), ("0", 0), ("010", "010"), ("1:30", "1:30"), ("2026-01-01", "2026-01-01"),
     ("~", None), ("1.5", 1.5), ("1e3", "1e3"), ("'1'", "1")],
)  # fmt: skip
def test_yaml_scalars_mean_what_they_say(text: str, value: object) -> None:
    parsed, layer = parse_yaml(f"key: {text}", "file")
    assert parsed == {"key": value}
    assert layer.mistakes == []


# The tree itself


def test_settings_never_change_after_loading() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().journal.fsync = False  # type: ignore[misc]


def test_secrets_are_never_printed() -> None:
    env = {"SARDONYX_ENGINE__SERVER__PASSWORD": "hunter2", "SARDONYX_STATE__DATABASE_URL": "postgresql://u:hunter2@h/d"}
    settings = load(env)
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.engine.server.password.get_secret_value() == "hunter2"


def test_every_key_is_described_and_has_a_variable_of_its_own() -> None:
    values = [key for key in KEYS if key.kind != "section"]
    assert [key.dotted for key in values if not (key.field.description or "").endswith(".")] == []
    variables = [key.variable for key in values if not key.in_list]
    assert len(variables) == len(set(variables))


def test_every_key_can_be_set_by_its_variable_alone() -> None:
    for key in KEYS:
        if key.kind == "value" and not key.in_list:
            layer = read_environment({key.variable: "x"}, KEYS)
            assert (layer.mistakes, layer.places) == ([], {key.path: key.variable})


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        (("journal", "max_byte"), "journal.max_bytes"),
        (("jornal",), "journal"),
        (("jornal", "max_bytes"), "journal.max_bytes"),
        (("segment_max_age",), "journal.segment_max_age"),
        (("masking", "rules", 3, "patern"), "masking.rules[3].pattern"),
        (("retention", "log", "hot"), "retention.logs.hot"),
        (("zzzz",), None),
    ],
)
def test_names_the_key_that_was_meant(path: tuple[str | int, ...], meant: str | None) -> None:
    assert nearest(path, KEYS) == meant


@pytest.mark.parametrize(
    ("physical", "limit"), [(1 * GIB, 1 * GIB), (2 * GIB, 1 * GIB), (16 * GIB, 4 * GIB), (256 * GIB, 8 * GIB)]
)
def test_automatic_memory_limit_is_a_quarter_within_bounds(physical: int, limit: int) -> None:
    engine = load().engine
    assert engine.memory_limit_bytes(physical) == limit
    assert engine.query_memory_limit_bytes(physical) == limit // 2


def test_memory_limit_that_was_set_is_kept() -> None:
    engine = load(engine__memory_limit="3GiB", engine__query_memory_limit="1GiB").engine
    assert engine.memory_limit_bytes() == 3 * GIB
    assert engine.query_memory_limit_bytes() == GIB


def test_container_limit_counts_as_the_memory_of_the_machine(tmp_path: Path) -> None:
    whole = physical_memory_bytes(tmp_path)
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert physical_memory_bytes(tmp_path) == whole
    (tmp_path / "memory.max").write_text("104857600\n", encoding="ascii")
    assert physical_memory_bytes(tmp_path) == 100 << 20
