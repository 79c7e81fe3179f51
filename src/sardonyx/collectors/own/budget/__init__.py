"""The budget: what this process may take of its host, and what it does without when it takes more. docs/budget.md.

`levels` (what is lowered, step by step) ← `governor` (decides which) ← `usage` (what is taken); `metrics` tells of it.
"""
