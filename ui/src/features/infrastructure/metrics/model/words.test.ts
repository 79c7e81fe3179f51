import { expect, it } from 'vitest';
import { cost, lastUsed, mainSender, unusedKnown } from './words';

const NOW = Date.parse('2026-03-01T00:00:00Z') / 1000;

it('names the service before the job, and counts the others', () => {
  const senders = [{ label: 'job' as const, value: 'node', series: 9 }, { label: 'service_name' as const, value: 'checkout', series: 5 }];
  expect(mainSender({ senders, sender_counts: [{ label: 'service_name', values: 3 }, { label: 'job', values: 1 }] })).toEqual({ label: 'service_name', value: 'checkout', others: 2 });
  expect(mainSender({ senders: senders.slice(0, 1), sender_counts: [{ label: 'job', values: 1 }] })).toEqual({ label: 'job', value: 'node', others: 0 });
  expect(mainSender({ senders: [], sender_counts: [] })).toBeUndefined();
});

it('takes the latest of all uses', () => {
  const use = (last_at: string) => ({ kind: 'query' as const, name: '', last_at });
  expect(lastUsed({ used_by: [use('2026-02-01T00:00:00Z'), use('2026-02-03T00:00:00+02:00'), use('2026-01-01T00:00:00Z')] })).toBe('2026-02-03T00:00:00+02:00');
  expect(lastUsed({ used_by: [] })).toBeNull();
});

it('adds up what metrics cost, and says nothing of samples nobody counted', () => {
  expect(cost([{ series: 1000, samples_per_day: 2_000_000 }, { series: 234, samples_per_day: null }])).toBe('1\u202f234 series, about 2 M samples a day');
  expect(cost([{ series: 3, samples_per_day: null }])).toBe('3 series');
});

it('says how far “unused” can be trusted', () => {
  expect(unusedKnown(null, 30, NOW)).toBe('hardly');
  expect(unusedKnown('2026-02-28T20:00:00Z', 30, NOW)).toBe('hardly');
  expect(unusedKnown('2026-02-20T00:00:00Z', 30, NOW)).toBe('partly');
  expect(unusedKnown('2026-01-01T00:00:00Z', 30, NOW)).toBe('fully');
});
