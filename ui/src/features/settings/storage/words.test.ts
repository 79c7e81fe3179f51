import { describe, expect, it } from 'vitest';
import { daysInWords, lastDay, outlookOf, retentionInWords } from './words';

const NOTHING = { bytes_per_day: null, settles_at_bytes: null, days_until_full: null, fits: null };

describe('how long things last, in words', () => {
  it.each([[0.25, '6 hours'], [1, '1 day'], [30, '30 days'], [12.34, '12.3 days']])('%f days are %s', (days, words) => {
    expect(daysInWords(days)).toBe(words);
  });

  it('name the last day that an end does not leave out', () => {
    expect(lastDay('2026-11-24T00:00:00Z')).toBe('2026-11-23');
    expect(lastDay('2026-11-24T12:00:00Z')).toBe('2026-11-24');
  });

  it('says when rows move to the cold tier', () => {
    expect(retentionInWords({ hot_days: 30, cold_days: 335, total_days: 365 })).toBe('365 days, cold after 30 days');
    expect(retentionInWords({ hot_days: null, cold_days: null, total_days: null })).toBe('for ever');
  });

  it('asks for attention before the disk is full', () => {
    expect(outlookOf({ ...NOTHING, days_until_full: 3 })).toEqual({ tone: 'error', text: 'At this pace the disk is full in 3 days' });
    expect(outlookOf({ ...NOTHING, days_until_full: 20 }).tone).toBe('warning');
    expect(outlookOf({ ...NOTHING, days_until_full: 90 }).tone).toBe('ok');
  });

  it('does not guess without a whole day', () => {
    expect(outlookOf(NOTHING).tone).toBe('unknown');
    expect(outlookOf({ ...NOTHING, fits: true, settles_at_bytes: 2048 }).text).toBe('Fits: retention lets the tables grow to 2 KiB');
  });
});
