"""Scraping: the pull side of Prometheus, from an existing `prometheus.yml`.

The way of a scrape: `discovery/` finds targets → `target` relabels them → `loop` fetches on time (`fetch`), reads the
exposition (`exposition/`), maps its lines to series (`series`), adds the report (`report`) and hands samples to the journal.
`pool` holds one job's targets, `manager` all jobs; `config` reads the file.
"""
