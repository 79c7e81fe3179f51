"""What a log line says: its fields, message, level, time and names, as SQL fragments over expressions of ours.

An insert evaluates both branches of an `if`, so what is dear is the body of a lambda over an array that is empty where it
does not apply (`only_where`).
"""
