"""What state a monitor is in, from what its vantage points tell: pure, without clock, database or network."""

from sardonyx.health.states.machine import Machine, Rules
from sardonyx.health.states.model import COUNTS_AS, FAILING, STATES, CountsAs, Shown, State

__all__ = ["COUNTS_AS", "FAILING", "STATES", "CountsAs", "Machine", "Rules", "Shown", "State"]
