"""Failover as real traffic shows it: another database answers, another model, another upstream. No monitor is needed.

`traffic` counts a minute's calls, `judging` decides (pure), `watching` writes what was found.
"""
