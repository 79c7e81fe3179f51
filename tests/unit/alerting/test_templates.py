"""What can't be put to Debian's promtool: words of later versions, and texts that want too much. The rest is compared there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.alerting.templates import QueryNeeded, Sample, TemplateError, check_alert_template, expand_alert_template
from sardonyx.alerting.templates.values import AlertData

DATA = AlertData({"job": "api"}, {"dc": "eu"}, "http://here/prometheus", 7.0)
START = "<error expanding template: error executing template __alert_A: template: __alert_A:1:"


def expanded(text: str) -> str:
    answers = {"up": [Sample({"job": "api"}, 1.0)], "broken": "1:1: parse error: no"}
    return expand_alert_template(text, "A", DATA, answers=answers, external_url=DATA.ExternalURL, now_ms=90_500)[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{ externalURL }} {{ pathPrefix }}", "http://here/prometheus /prometheus"),
        ("{{ range $i := 3 }}{{ $i }}{{ end }}{{ range 2 }}x{{ end }}", "012xx"),
        ("{{ with 0 }}{{ else with 5 }}{{ . }}{{ end }}", "5"),
        (
            '{{ now }} {{ toDuration 90.5 }} {{ toDuration 0.0015 }} {{ parseDurationTime "1h" }}',
            "90.5 1m30.5s 1.5ms 1h0m0s",
        ),
        ('{{ urlQueryEscape "a b&c" }}', "a+b%26c"),
    ],
    ids=["url", "range-int", "else-with", "times", "escape"],
)
def test_functions_of_later_versions(text: str, wanted: str) -> None:
    assert expanded(text) == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ .Nope }}", "115: executing \"__alert_A\" at <.Nope>: can't evaluate field Nope in type struct { Labels "
         "map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }>"),
        ("{{ eq $labels 1 }}", "115: executing \"__alert_A\" at <eq $labels 1>: error calling eq: non-comparable types "
         "map[job:api]: map[string]string, int: 1>"),
        ('{{ query "broken" }}', "115: executing \"__alert_A\" at <query \"broken\">: error calling query: 1:1: parse error: no>"),
        ("{{ toTime (printf \"%f\" 1e300) }}", "115: executing \"__alert_A\" at <toTime (printf \"%f\" 1e300)>: error calling "
         "toTime: 1e+300 cannot be represented as a nanoseconds timestamp since it overflows int64>"),
    ],
    ids=["field", "comparison", "query", "time"],
)  # fmt: skip
def test_errors_have_the_words_of_prometheus_3(text: str, said: str) -> None:
    assert expanded(text) == START + said


def test_a_query_is_asked_for_once() -> None:
    with pytest.raises(QueryNeeded) as needed:
        expanded('{{ query "down" }}')
    assert needed.value.query == "down"


@pytest.mark.parametrize(
    "text",
    [
        '{{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}',
        "{{ range 100000 }}{{ range 100000 }}x{{ end }}{{ end }}",
        "{{ range 10000 }}" + "x" * 1000 + "{{ end }}",
        '{{ printf "%999999999d" 5 }}{{ printf "%999999999d" 5 }}',
    ],
    ids=["endless-include", "nested-ranges", "long-output", "wide-number"],
)
def test_a_template_that_wants_too_much_is_stopped(text: str) -> None:
    assert expanded(text).startswith(
        "<error expanding template: error executing template __alert_A: template: __alert_A:"
    )


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises(TemplateError, match="nested more than 60 times"):
        check_alert_template("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "A")


@given(st.text(alphabet="{}$.|()\"`'\\=:,-/*% \nabeinrfldtxu05", max_size=60))
def test_any_text_is_expanded_or_refused(inside: str) -> None:
    for text in (inside, f"{{{{{inside}}}}}", f"{{{{ if {inside} }}}}x{{{{ end }}}}"):
        try:
            check_alert_template(text, "A")
            expanded(text)
        except (TemplateError, QueryNeeded):
            pass
