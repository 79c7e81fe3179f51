"""`python -m sardonyx`."""

from sardonyx.cli import main

main()
