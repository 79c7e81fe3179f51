import { expect, it } from 'vitest';
import type { Figures } from '../panels/model/values';
import { NGINX } from './nginx/spec';
import { POSTGRESQL } from './postgresql/spec';
import { QDRANT } from './qdrant/spec';
import { REDIS } from './redis/spec';

const NOW = 1_795_000_000;
const value = (number: number, labels: Record<string, string> = {}) => [{ labels, value: number }];
const said = (spec: typeof POSTGRESQL, figures: Figures) => spec.verdicts(figures, NOW).map(({ tone, text }) => `${tone}: ${text}`);

it.each([
  ['connections', POSTGRESQL, { connections: value(92), connectionsMost: value(100) }, 'critical: connections 92 % of max_connections'],
  ['locks', POSTGRESQL, { blocked: value(3), blockedLongest: value(42) }, 'error: 3 sessions wait for a lock, the longest for 42 s'],
  ['an idle transaction', POSTGRESQL, { longest: value(300, { state: 'idle in transaction' }) }, 'warning: a transaction is idle in transaction for 5m 0s'],
  ['a replica behind', POSTGRESQL, { lag: value(75) }, 'error: replication is 1m 15s behind'],
  ['an unused slot', POSTGRESQL, { retained: value(2 ** 31, { slot_name: 'old' }) }, 'warning: the unused slot old keeps 2 GiB of the log'],
  ['deadlocks', POSTGRESQL, { deadlocks: value(1) }, 'warning: 1 deadlock in this time range'],
  ['rollbacks', POSTGRESQL, { commits: value(60), rollbacks: value(20) }, 'warning: 25 % of transactions are rolled back'],
  ['a full Redis that may not evict', REDIS, { memory: value(99), memoryMost: value(100), about: value(1, { maxmemory_policy: 'noeviction' }) }, 'critical: memory 99.000 % of maxmemory, and nothing may be evicted'],
  ['evictions', REDIS, { evicted: value(12) }, 'warning: evicts 12 /s keys to make room'],
  ['a lost primary', REDIS, { link: value(0) }, 'critical: the primary is not heard'],
  ['a failed snapshot', REDIS, { saveOk: value(0) }, 'error: the last snapshot failed'],
  ['misses', REDIS, { hit: value(0.2), lookups: value(50) }, 'warning: only 20 % of lookups find their key'],
  ['dropped connections', NGINX, { dropped: value(7) }, 'error: 7 connections were dropped in this time range: worker_connections is reached'],
  ['a red collection', QDRANT, { status: value(1, { collection: 'docs', status: 'red' }) }, 'critical: docs is red'],
  ['a failed probe', QDRANT, { failed: value(0, { collection: 'docs' }) }, 'critical: docs does not answer our query'],
])('says in words: %s', (_, spec, figures: Figures, words) => expect(said(spec, figures)).toEqual([words]));

it('says nothing of a server that tells nothing, nor of a healthy one', () => {
  for (const spec of [POSTGRESQL, REDIS, NGINX, QDRANT]) expect(said(spec, {})).toEqual([]);
  expect(said(POSTGRESQL, { connections: value(20), connectionsMost: value(100), hit: value(0.99), blocked: value(0), lag: value(0), deadlocks: value(0) })).toEqual([]);
  expect(said(REDIS, { memory: value(99), memoryMost: value(100), about: value(1, { maxmemory_policy: 'allkeys-lru' }), hit: value(0.1), lookups: value(0.1) })).toEqual([]);
});
