"""Alerting rules that are searches: so many log records or spans in a window. docs/rules.md tells what they are.

`condition` (what is counted) → `counting` (asks the engine) → `rule` (an alerting rule like any other) → `runner` (evaluates
them in groups of one). `service` keeps them, `memory` the states of their alerts, `preview` tells how often one would have fired.
"""
