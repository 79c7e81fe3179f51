import { expect, it } from 'vitest';
import { outlookOf, timeLeft, urgency, type Trend } from './fullAt';

const GB = 1e9;
const NOW = 1_795_000_000;
const HOUR = 3600;
const trend = (changes: Partial<Trend>): Trend => ({ avail: 20 * GB, size: 100 * GB, slope: 0, fitted: 20 * GB, windowSeconds: 6 * HOUR, known: true, ...changes });

it('is full where the line reaches nothing: 20 GB at 5 GB an hour are four hours', () =>
  expect(outlookOf(trend({ slope: (-5 * GB) / HOUR }), NOW)).toEqual({ kind: 'full', at: NOW + 4 * HOUR }));

it('takes the fitted value, not the last sample, for the line', () =>
  expect(outlookOf(trend({ slope: (-5 * GB) / HOUR, fitted: 10 * GB }), NOW)).toEqual({ kind: 'full', at: NOW + 2 * HOUR }));

it('does not call noise a trend, nor a date a year away', () => {
  expect(outlookOf(trend({ slope: (-0.01 * GB) / HOUR }), NOW)).toEqual({ kind: 'steady' });
  expect(outlookOf(trend({ slope: (-0.02 * GB) / HOUR, fitted: 100 * GB, avail: 100 * GB }), NOW)).toEqual({ kind: 'steady' });
  expect(outlookOf(trend({ slope: GB }), NOW)).toEqual({ kind: 'steady' });
});

it('says that it is too early with samples of minutes only', () => {
  expect(outlookOf(trend({ slope: -GB, known: false }), NOW)).toEqual({ kind: 'early' });
  expect(outlookOf(trend({ slope: undefined }), NOW)).toEqual({ kind: 'early' });
});

it('is full when nothing is free, whatever the trend', () => expect(outlookOf(trend({ avail: 0, known: false }), NOW)).toEqual({ kind: 'full', at: NOW }));

it('wakes somebody below four hours, tells somebody below three days', () => {
  const at = (hours: number) => urgency({ kind: 'full', at: NOW + hours * HOUR }, NOW);
  expect([at(3.9), at(4.1), at(71), at(73), urgency({ kind: 'steady' }, NOW)]).toEqual(['critical', 'warning', 'warning', undefined, undefined]);
});

it('says how long is left in the unit people plan in', () => expect([20 * 60, 4 * HOUR, 47 * HOUR, 5 * 86_400].map(timeLeft)).toEqual(['20 min', '4 h', '47 h', '5 d']));
