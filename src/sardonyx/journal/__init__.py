"""The journal: accepted means safe.

Way of a batch: `journal.Journal.append` → `writer` (group commit: one fsync for all that wait) → the sender is answered →
the segment is sealed → `flusher` inserts it into the engine → the file is removed. Start reading at `journal.py`.
"""
