"""One module per wire protocol: authenticate, bound, decompress, validate, hand over to the journal, answer.

To add a receiver: decode the request to a batch of a stream (`journal.batch.Batch`), append it, and answer as the
protocol wants; `body.py` reads bounded bodies, `errors.py` is what can go wrong.
"""
