"""Whether a target goes up and down too often to believe either: the share of changes in its last results, as Nagios does it.

Newer changes weigh more. It begins at a higher share than it ends at, so that flapping itself does not flap.
Specification: https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/flapping.html
"""

from itertools import pairwise

RESULTS = 21
BEGINS_AT = 0.30
ENDS_BELOW = 0.20
_OLDEST_WEIGHT = 0.8
_NEWEST_WEIGHT = 1.2
_AGREEING = 10


def share_of_changes(results: str) -> float:
    """0 to 1. `results` has one letter for each of the last results, oldest first; RESULTS count at most."""
    last = results[-RESULTS:]
    changes = RESULTS - 1
    step = (_NEWEST_WEIGHT - _OLDEST_WEIGHT) / (changes - 1)
    first = changes - (len(last) - 1)
    weights = [
        _OLDEST_WEIGHT + step * (first + place) for place, (one, other) in enumerate(pairwise(last)) if one != other
    ]
    return sum(weights) / changes


def goes_on_flapping(results: str, is_flapping: bool) -> bool:
    """Whether it flaps now. What has been the same for ten results has settled, whatever was before."""
    if len(results) >= _AGREEING and len(set(results[-_AGREEING:])) == 1:
        return False
    share = share_of_changes(results)
    return share >= ENDS_BELOW if is_flapping else share >= BEGINS_AT
