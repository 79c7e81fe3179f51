"""Rule files: every mistake at once, each with its place."""

from pathlib import Path

import pytest

from sardonyx.alerting.rule_files import RuleFileError, duplicates, read_rule_file, read_rules
from sardonyx.alerting.rule_files.yaml_places import NotYaml, read_yaml

MANY = """\
groups:
- name: api
  intervall: 30s
  rules:
  - record: job:up:sum
    expr: sum by (job (up)
    for: 5
  - alert: Down
    expr: up == 0
    for: [1]
    labels: {severity: page, __name__: x}
    annotations: {summary: "{{ $nope }}"}
- name: api
  rules:
  - {}
"""


def _problems(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as refused:
        read_rules(text, "r.yml")
    return list(refused.value.problems)


def test_a_file_with_many_mistakes_reports_all_with_their_places() -> None:
    assert _problems(MANY) == [
        "r.yml:3:14: groups[0] (group api).intervall: unknown key; allowed are interval, labels, limit, name, "
        "query_offset, rules",
        "r.yml:6:11: groups[0] (group api).rules[0] (record job:up:sum).expr: could not parse expression: 1:17: parse "
        "error: unclosed left parenthesis",
        "r.yml:7:10: groups[0] (group api).rules[0] (record job:up:sum).for: must be a duration such as 30s, 1m30s or "
        "2h, not '5'",
        "r.yml:10:10: groups[0] (group api).rules[1] (alert Down).for: must be a duration such as 30s, 1m30s or 2h",
        "r.yml:11:40: groups[0] (group api).rules[1] (alert Down).labels.__name__: invalid label name: __name__",
        'r.yml:12:28: groups[0] (group api).rules[1] (alert Down).annotations.summary: annotation "summary": template: '
        '__alert_Down:1: undefined variable "$nope"',
        'r.yml:13:9: groups[1] (group api).name: groupname: "api" is repeated in the same file',
        "r.yml:15:5: groups[1] (group api).rules[0]: one of 'record' or 'alert' must be set",
        "r.yml:15:5: groups[1] (group api).rules[0].expr: field 'expr' must be set in rule",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("groups: [", "r.yml:2:1: is not YAML: did not find expected node content"),
        ("a: 1", "r.yml:1:4: a: unknown key; allowed are groups"),
        ("- a", "r.yml: must be a map with the key groups"),
        ("groups: 5", "r.yml:1:9: groups: must be a list"),
        ("groups: [5]", "r.yml:1:10: groups[0]: must be a map of keys"),
        ("groups:\n- name: a\n  name: b\n", "r.yml:2:9: groups[0] (group a).name: is written twice"),
        ("groups:\n- name: a\n  limit: x\n", "r.yml:3:10: groups[0] (group a).limit: must be a whole number"),
        ("groups:\n- rules: [5]\n  name: a\n", "r.yml:2:11: groups[0] (group a).rules[0]: must be a map of keys"),
    ],
    ids=["broken", "key", "list", "number", "group", "twice", "limit", "rule"],
)
def test_a_mistake_is_told_in_plain_words(text: str, told: str) -> None:
    assert _problems(text) == [told]


def test_scalars_are_the_texts_they_were_written_as() -> None:
    text = (
        "groups:\n- name: 1e3\n  rules:\n  - {record: a, expr: 010, labels: {v: 1.10, t: yes, n: ~, d: 2020-01-01}}\n"
    )
    group = read_rules(text, "r.yml").groups[0]
    assert group.name == "1e3"
    assert group.rules[0].expr == "010"
    assert group.rules[0].labels == {"v": "1.10", "t": "yes", "n": "", "d": "2020-01-01"}


def test_keys_of_prometheus_3_are_known() -> None:
    text = "groups:\n- name: g\n  query_offset: 30s\n  labels: {a: b}\n  limit: 5\n  interval: 1m\n"
    group = read_rules(text, "r.yml").groups[0]
    assert (group.query_offset, group.labels, group.limit, group.interval) == (30.0, {"a": "b"}, 5, 60.0)
    assert read_rules("groups: [{name: g}]", "r.yml").groups[0].query_offset is None


def test_duplicates_are_rules_of_one_name_with_the_same_labels() -> None:
    rules = "  - {record: a, expr: up, labels: {x: y}}\n  - {record: a, expr: up}\n"
    file = read_rules(f"groups:\n- name: g\n  rules:\n{rules}- name: h\n  labels: {{x: y}}\n  rules:\n{rules}", "r.yml")
    (found,) = duplicates(file)
    assert (found.name, dict(found.labels), found.times) == ("a", {"x": "y"}, 3)


def test_aliases_without_end_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(NotYaml, match="aliases without end"):
        read_yaml(bomb)
    with pytest.raises(NotYaml, match="aliases without end"):
        read_yaml("a: &a [*a]")


def test_a_file_that_can_not_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "latin.yml").write_bytes(b"groups:\n- name: \xe4\n")
    with pytest.raises(RuleFileError, match=r"latin.yml:2: is not UTF-8 text"):
        read_rule_file(tmp_path / "latin.yml")
    with pytest.raises(RuleFileError, match=r"none.yml: can't be read: No such file"):
        read_rule_file(tmp_path / "none.yml")
