"""Who is primary, told by several monitors one after the other."""

import pytest

from sardonyx.health.facts.cluster import Cluster, Holder, seen_as_primary, seen_as_replica, unanswered

_SWITCHED = "{before}>{after}"


def _told(story: str) -> tuple[list[str], int]:
    """Play sights such as `a=primary a=replica b=gone a=primary/2` (on another instance; `/2@2`: on timeline 2). Answers the
    switches and how many primaries there are in the end."""
    cluster, roles, switches = Cluster(), dict[str, str](), []
    for at_ms, sight in enumerate(story.split(), 1):
        monitor, _, told = sight.partition("=")
        role, _, rest = told.partition("/")
        instance, _, timeline = rest.partition("@")
        switch = None
        if role == "gone":
            cluster = unanswered(cluster, monitor)
            continue
        if role == "primary":
            holder = Holder(monitor, instance or monitor, monitor, monitor, timeline)
            was_replica = roles.get(monitor) == "replica"
            cluster, switch = seen_as_primary(cluster, holder, at_ms, was_replica=was_replica)
        else:
            cluster, switch = seen_as_replica(cluster, monitor)
        roles[monitor] = role
        if switch:
            before, after = (one.instance if one else "" for one in (switch.before, switch.after))
            switches.append(_SWITCHED.format(before=before, after=after))
    return switches, cluster.primaries


@pytest.mark.parametrize(
    ("story", "switches", "primaries"),
    [
        pytest.param("a=primary b=replica a=primary", [], 1, id="nothing happens"),
        pytest.param("a=primary b=replica a=gone b=primary", ["a>b"], 1, id="the primary is gone"),
        pytest.param("a=primary b=replica b=primary", ["a>b"], 1, id="promoted before the old one was asked again"),
        pytest.param("a=primary b=replica b=primary a=replica b=primary", ["a>b"], 1, id="switched over"),
        pytest.param("a=primary b=replica a=replica b=primary", ["a>b"], 1, id="demoted first"),
        pytest.param(
            "a=primary b=replica a=gone b=primary a=primary", ["a>b"], 2, id="the old one comes back as primary"
        ),
        pytest.param("a=primary b=replica b=primary a=primary a=replica b=primary", ["a>b"], 1, id="split brain ends"),
        pytest.param("a=primary b=replica b=primary a=replica a=primary b=replica", ["a>b", "b>a"], 1, id="and back"),
        pytest.param("a=primary a=primary/2", [], 1, id="a restart is no failover"),
        pytest.param("v=primary/a@1 v=primary/b@2", ["a>b"], 1, id="another server behind one address"),
        pytest.param("a=primary v=primary/a", [], 1, id="two monitors of one server"),
        pytest.param(
            "a=primary v=primary/a b=replica v=primary/b@2 b=primary", ["a>b"], 1, id="told twice, counted once"
        ),
        pytest.param("a=replica a=primary", [">a"], 1, id="only the replica is monitored"),
        pytest.param("a=primary a=replica", ["a>"], 0, id="only the primary is monitored"),
        pytest.param("a=primary b=gone a=gone b=primary", ["a>b"], 1, id="a standby that answers nobody is promoted"),
        pytest.param("a=primary b=replica a=gone", [], 0, id="nobody took over yet"),
        pytest.param("a=primary b=replica a=gone b=primary b=gone a=primary", ["a>b", "b>a"], 1, id="forced back"),
    ],
)
def test_tells_who_is_primary(story: str, switches: list[str], primaries: int) -> None:
    assert _told(story) == (switches, primaries)


def test_an_old_primary_is_not_counted_until_it_was_asked_after_the_new_one_began() -> None:
    assert _told("a=primary b=replica b=primary")[1] == 1
    assert _told("a=primary b=replica b=primary a=primary")[1] == 2


def test_a_restart_of_ours_forgets_neither_the_primary_nor_that_the_old_one_lingers() -> None:
    cluster = Cluster.stored(Holder("b", "b", "b", "b"), ["a", "b"])
    cluster, switch = seen_as_primary(cluster, Holder("a", "a", "a", "a"), 10, was_replica=False)
    assert switch is None
    cluster, switch = seen_as_primary(cluster, Holder("b", "b", "b", "b"), 11, was_replica=False)
    assert (switch, cluster.primaries) == (None, 2)
