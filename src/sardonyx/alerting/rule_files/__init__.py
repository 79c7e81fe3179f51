"""Rule files in Prometheus' format: read strictly, every mistake told with its line. `read` and `load_files` are the way in."""

from sardonyx.alerting.rule_files.errors import RuleFileError
from sardonyx.alerting.rule_files.lint import Duplicate, duplicates
from sardonyx.alerting.rule_files.models import Rule, RuleFile, RuleGroup
from sardonyx.alerting.rule_files.reading import read_rule_file, read_rules

__all__ = [
    "Duplicate",
    "Rule",
    "RuleFile",
    "RuleFileError",
    "RuleGroup",
    "duplicates",
    "read_rule_file",
    "read_rules",
]
