"""No data is a state of its own: what rules watch and sources have stopped to give. docs/rules.md tells what counts.

`inputs` (expression → metrics) → `sightings` (who gave them when) → `watch` (looks, and tells rules, series and pages).
"""
