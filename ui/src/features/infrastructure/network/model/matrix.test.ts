import { expect, it } from 'vitest';
import type { Pair, Probe } from '../api';
import { bestProbe, cellOf, matrixOf, troublesOf } from './matrix';

const probe = (changes: Partial<Probe> = {}): Probe => ({
  protocol: 'tcp', sent: 100, lost: 0, loss_ratio: 0, failures: {}, up: true, last_seen: '2026-11-23T10:00:00Z',
  rtt_min_seconds: 0.001, rtt_median_seconds: 0.002, rtt_p95_seconds: 0.005, jitter_seconds: 0.0001, dns_seconds: null, kernel_rtt_seconds: null, retransmits: null, ...changes,
});
const traffic = { calls: 10, calls_per_second: 5, duration_p50_seconds: 0.1, error_ratio: 0.02, in_bytes_per_second: null, out_bytes_per_second: null, last_seen: '2026-11-23T10:00:00Z', network_p50_seconds: 0.004, network_p95_seconds: 0.009 };
const pair = (source: string, target: string, changes: Partial<Pair> = {}): Pair => ({ source, target, probes: [], traffic: null, bandwidth: null, ...changes });

it('has a row for who asks and a column for who is asked', () => {
  const { sources, targets, pairs } = matrixOf([pair('web', 'db'), pair('api', 'db'), pair('web', 'cache')], '');
  expect([sources, targets, pairs.size]).toEqual([['api', 'web'], ['cache', 'db'], 3]);
  expect(matrixOf([pair('web', 'db'), pair('api', 'cache')], 'CACHE').sources).toEqual(['api']);
});

it('prefers what was measured to what spans tell', () => {
  expect(cellOf(pair('a', 'b', { probes: [probe()], traffic }), 'latency')).toMatchObject({ text: '2 ms', measured: true });
  expect(cellOf(pair('a', 'b', { traffic }), 'latency')).toMatchObject({ text: '4 ms', measured: false });
  expect(cellOf(pair('a', 'b'), 'latency')).toBeUndefined();
});

it('says loss and errors with a tone, and what does not answer', () => {
  expect(cellOf(pair('a', 'b', { probes: [probe({ loss_ratio: 0.1 })] }), 'loss')).toMatchObject({ text: '10 %', tone: 'error' });
  expect(cellOf(pair('a', 'b', { probes: [probe({ loss_ratio: 0 })] }), 'loss')).toMatchObject({ text: '0 %', tone: undefined });
  expect(cellOf(pair('a', 'b', { traffic }), 'errors')).toMatchObject({ text: '2 %', tone: 'warning' });
  expect(cellOf(pair('a', 'b', { probes: [probe({ up: false, rtt_median_seconds: null })] }), 'latency')).toMatchObject({ text: 'down', tone: 'error' });
});

it('colours slower ways more strongly', () => {
  const strength = (seconds: number) => cellOf(pair('a', 'b', { probes: [probe({ rtt_median_seconds: seconds })] }), 'latency')!.strength;
  expect(strength(0.2)).toBeGreaterThan(strength(0.001));
  expect([strength(0.00001), strength(10)]).toEqual([0, 1]);
});

it('takes the protocol with the most answers', () => expect(bestProbe(pair('a', 'b', { probes: [probe({ protocol: 'icmp', lost: 100 }), probe({ protocol: 'http' })] }))?.protocol).toBe('http'));

it('tells what is wrong in words', () =>
  expect(troublesOf([pair('a', 'b', { probes: [probe({ up: false })] }), pair('a', 'c', { probes: [probe({ loss_ratio: 0.01 })] }), pair('a', 'd', { probes: [probe()] })])).toEqual([
    { tone: 'error', text: 'a → b does not answer' },
    { tone: 'warning', text: 'a → c loses 1 %' },
  ]));
