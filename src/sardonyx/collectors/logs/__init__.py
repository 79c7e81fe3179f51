"""Logs read where they lie: files (`files/`), Docker's containers (`docker/`), systemd's journal (`journald/`).

Each reads lines, joins those of one event (`multiline`), and hands them with the position behind them to a `Sink`, which keeps
both or neither: the server's journal, or an agent's buffer. `collection` makes and runs what settings ask for.
"""
