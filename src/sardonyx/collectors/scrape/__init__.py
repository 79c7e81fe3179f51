"""Scraping: the pull side of Prometheus, from an existing `prometheus.yml`.

The way of a scrape: `discovery/` finds targets → `target` relabels them → `loop` fetches on time from a `source` (`http_client`)
→ `page` cuts the text (`exposition` knows its rules) and maps lines to series (`series`) → `ledger` tells what is new, gone or
refused, and adds the `report` → the journal. `pool` holds one job's targets, `manager` all jobs, `endings` those that are gone;
`config` reads the file (`models`), `state` is what others see.
"""
