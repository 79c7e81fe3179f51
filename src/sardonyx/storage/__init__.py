"""The data plane: one engine protocol, two houses (embedded, server), the schema and its migrations.

Start reading at `engine.py`.
"""
