"""What changed: the feed behind "what changed just before this?".

A change has a kind, says what it is about in a title, and carries versions and attributes of its kind. Noticed today:

- `service`: a service was seen for the first time in an environment
- `version`: a version of a known service was seen for the first time; `previous_version` is the one new before it
- `restart`: a process that had run for a while fell silent and another took its place (`instance`, `previous_instance`)
- `start`, `upgrade`: Sardonyx itself started, or started in another version
- `health`: a monitor went down or recovered
- `failover`, `restart`, `dns`, `certificate`: what a monitored thing says of itself changed (`health.facts`; attributes `monitor`,
  `fact`, `before`, `after`); a failover also as traces show it (`health.traced_failover`)

Reserved for what is to come, written by its own capability through `record.write_changes`: `deployment`, `flag`, `config`,
`incident`. An id is made of what makes the change one (`record.change_id`), so whoever writes it again changes nothing.
"""
