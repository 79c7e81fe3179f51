"""Evaluating rules: groups on their schedule, recorded series, alerts and their states.

Time is an argument everywhere (milliseconds since the epoch): `group.Group.evaluate(at_ms)` does one evaluation, `schedule` says
when, `loop` waits for it.
"""
