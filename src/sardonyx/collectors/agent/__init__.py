"""`sardonyx agent`: the collectors and probes of another host. What they collect lies on disk until the server has it.

scrape loops → `writer` (remote write requests) → `buffer` (files, oldest first) → `forwarder` (sends, waits, gives up)
"""
