"""Unit tests of rules, in promtool's format: series written down, and what rules and expressions must give at which time."""

from sardonyx.alerting.unit_tests.models import RuleTestFile, read_test_file
from sardonyx.alerting.unit_tests.running import run_tests

__all__ = ["RuleTestFile", "read_test_file", "run_tests"]
