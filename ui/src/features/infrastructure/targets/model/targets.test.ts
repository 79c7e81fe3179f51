import { describe, expect, it } from 'vitest';
import type { ActiveTarget, Pool } from '../api';
import { discoveredRows } from './discovered';
import { countHealth, failures, isAsked, jobsOf, targetRows, timeoutShare } from './targets';

const target = (instance: string, more: Partial<ActiveTarget> = {}): ActiveTarget => ({
  labels: { job: 'node', instance },
  discovered_labels: { __address__: instance },
  url: `http://${instance}/metrics`,
  global_url: `http://${instance}/metrics`,
  health: 'up',
  last_error: '',
  last_scrape: '2026-01-01T00:00:00Z',
  last_duration_seconds: 0.2,
  interval_seconds: 30,
  timeout_seconds: 10,
  samples: 512,
  samples_after_relabelling: 500,
  series_added: 0,
  body_bytes: 60_000,
  ...more,
});
const pool = (name: string, ...active: ActiveTarget[]): Pool => ({ name, active, dropped: [], dropped_total: 0, problems: [] });
const refused = { health: 'down', last_error: 'connection refused' } as const;

describe('the list of targets', () => {
  const rows = targetRows([pool('node', target('a:9100'), target('b:9100', refused)), pool('app', target('a:9100'), target('a:9100', { health: 'unknown' }))]);

  it('begins with what is down, then what was never scraped', () => expect(rows.map(({ health }) => health)).toEqual(['down', 'unknown', 'up', 'up']));

  it('names each target, also two of one job with one instance', () => expect(rows.map(({ key }) => key)).toEqual(['node/b:9100', 'app/a:9100#2', 'node/a:9100', 'app/a:9100']));

  it('counts', () => expect(countHealth(rows)).toEqual({ up: 2, down: 1, unknown: 1 }));

  it('is narrowed by job, state, and text in address, labels or error', () => {
    const asked = (search: Parameters<typeof isAsked>[1]) => rows.filter((row) => isAsked(row, search)).length;
    expect(asked({ pool: 'node' })).toBe(2);
    expect(asked({ pool: 'node', state: 'up' })).toBe(1);
    expect(asked({ q: 'REFUSED' })).toBe(1);
    expect(asked({ q: 'instance="b' })).toBe(1);
    expect(asked({ q: ' a:9100/metrics ' })).toBe(3);
  });
});

it('tells one trouble of many targets once, whatever their addresses, the most frequent first', () => {
  const down = (instance: string, error: string) => target(instance, { health: 'down', last_error: error });
  const rows = targetRows([pool('x', down('a:1', 'a:1 took longer than 10 s'), down('b:1', 'can’t connect to b:1: refused'), down('c:1', 'can’t connect to c:1: refused'), target('d:1'))]);
  expect(failures(rows).map(({ error, targets }) => [error, targets.length])).toEqual([['can’t connect to <address>: refused', 2], ['a:1 took longer than 10 s', 1]]);
});

it('warns of scrapes that nearly take as long as they may', () => {
  expect(timeoutShare(target('a'))).toEqual({ share: 0.02, tight: false });
  expect(timeoutShare(target('a', { last_duration_seconds: 8 }))).toEqual({ share: 0.8, tight: true });
  expect(timeoutShare(target('a', { last_duration_seconds: 12 }))).toEqual({ share: 1, tight: true });
  expect(timeoutShare(target('a', { last_duration_seconds: null }))).toBeNull();
});

describe('collectors of the server itself', () => {
  const own = target('vm', { url: 'built-in:node/vm' });
  const pools = [pool('node', target('a:9100', refused)), pool('node', own), { ...pool('redis', own), problems: ['INFO is not allowed'] }];

  it('share a job of the configuration with their name', () => {
    expect(jobsOf(pools)).toEqual([
      { name: 'node', counts: { up: 1, down: 1, unknown: 0 }, dropped: 0, problems: [], builtIn: false },
      { name: 'redis', counts: { up: 1, down: 0, unknown: 0 }, dropped: 0, problems: ['INFO is not allowed'], builtIn: true },
    ]);
  });

  it('were not discovered', () => expect(discoveredRows(pools)).toHaveLength(1));
});
