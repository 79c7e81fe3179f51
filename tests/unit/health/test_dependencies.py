"""Who explains whom: declared and traced edges, roots, circles."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sardonyx.config.monitors import Monitor
from sardonyx.health.dependencies import Edge, Graph, ServiceCall, edges_of
from sardonyx.health.monitors.cycles import cycle_in


def monitor(name: str, *depends_on: str, service: str = "", environment: str = "") -> Monitor:
    return Monitor.model_validate(
        {
            "name": name, "check": {"kind": "icmp", "host": name}, "depends_on": depends_on, "service": service,
            "environment": environment,
        }
    )  # fmt: skip


def graph(*edges: str) -> Graph:
    """`a>b`: a stands on b."""
    return Graph([Edge(*edge.split(">"), "declared") for edge in edges])


def test_the_lowest_failing_one_is_the_root() -> None:
    found = graph("page>api", "api>db", "api>cache").roots({"page": 3.0, "api": 2.0, "db": 1.0})
    assert found == {"page": "db", "api": "db", "db": "db"}


def test_what_is_well_between_does_not_hide_the_root() -> None:
    assert graph("page>api", "api>db").roots({"page": 2.0, "db": 1.0}) == {"page": "db", "db": "db"}


def test_a_failure_above_explains_nothing_below() -> None:
    assert graph("page>api").roots({"page": 1.0}) == {"page": "page"}


def test_of_two_roots_the_first_that_failed_is_told() -> None:
    assert graph("page>db", "page>cache").roots({"page": 3.0, "db": 2.0, "cache": 1.0})["page"] == "cache"


def test_in_a_circle_the_first_that_failed_is_under_the_others() -> None:
    found = graph("a>b", "b>c", "c>a").roots({"a": 3.0, "b": 1.0, "c": 2.0})
    assert found == {"a": "b", "b": "b", "c": "b"}


def test_traced_calls_tie_monitors_of_services() -> None:
    monitors = {"1": monitor("shop", service="shop"), "2": monitor("pay", service="pay"), "3": monitor("ping")}
    calls = [ServiceCall("shop", "pay"), ServiceCall("shop", "unknown")]
    assert edges_of(monitors, calls) == [Edge("1", "2", "traced")]


def test_a_declared_edge_hides_a_traced_one_and_unknown_names_are_left_out() -> None:
    monitors = {"1": monitor("shop", "pay", "gone", service="shop"), "2": monitor("pay", service="pay")}
    assert edges_of(monitors, [ServiceCall("shop", "pay")]) == [Edge("1", "2", "declared")]


def test_traced_calls_stay_within_an_environment() -> None:
    monitors = {
        "1": monitor("shop", service="shop", environment="live"),
        "2": monitor("pay", service="pay", environment="live"),
        "3": monitor("pay test", service="pay", environment="test"),
    }
    assert edges_of(monitors, [ServiceCall("shop", "pay")]) == [Edge("1", "2", "traced")]


NAMES = st.sampled_from("abcdef")


@given(
    st.lists(st.tuples(NAMES, NAMES).filter(lambda two: two[0] != two[1]), max_size=15),
    st.dictionaries(NAMES, st.integers(0, 3).map(float)),
)
def test_every_root_fails_and_is_explained_by_nothing(edges: list[tuple[str, str]], failing: dict[str, float]) -> None:
    made = Graph([Edge(upper, lower, "declared") for upper, lower in edges])
    roots = made.roots(failing)
    assert roots.keys() == failing.keys()
    for one, root in roots.items():
        assert roots[root] == root
        assert root == one or root in made.below(one)
        if root == one:
            under = made.below(one) & failing.keys() - {one}
            assert all(one in made.below(other) and (failing[one], one) < (failing[other], other) for other in under)


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3)))
def test_circles_are_found_where_there_are_any(depends_on: dict[str, list[str]]) -> None:
    made = Graph([Edge(upper, lower, "declared") for upper, lowers in depends_on.items() for lower in lowers])
    found = cycle_in(depends_on)
    assert bool(found) == any(one in made.below(one) for one in depends_on)
    if found:
        assert found[0] == found[-1]
        assert all(lower in depends_on[upper] for upper, lower in pairwise(found))
