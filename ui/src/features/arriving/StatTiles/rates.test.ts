import { describe, expect, it } from 'vitest';
import { appendSample, ratesOf, SAMPLES, type Sample } from './rates';

const sample = (seconds: number, spans: number): Sample => ({ at: seconds * 1000, spans, logs: 0, metricSamples: 0, lagSeconds: null });

describe('rates from counters', () => {
  it('need two samples', () => {
    expect(ratesOf([sample(0, 100)], 'spans')).toEqual([null]);
    expect(ratesOf([sample(0, 100), sample(2, 140)], 'spans')).toEqual([null, 20]);
  });

  it('are taken over ten seconds, so that a batch does not look like a burst', () => {
    const samples = [0, 2, 4, 6, 8, 10, 12].map((second) => sample(second, second < 12 ? 0 : 500));
    expect(ratesOf(samples, 'spans').at(-1)).toBe(50);
  });

  it('use the last sample before a pause that was longer than the window', () => {
    expect(ratesOf([sample(0, 0), sample(60, 600)], 'spans')).toEqual([null, 10]);
  });

  it('start anew when the server restarted', () => {
    const before = [sample(0, 900), sample(2, 1000)];
    expect(appendSample(before, sample(4, 5))).toEqual([sample(4, 5)]);
  });

  it('keep a bounded past and take the same answer once', () => {
    let samples: readonly Sample[] = [];
    for (let i = 0; i < SAMPLES + 10; i += 1) samples = appendSample(samples, sample(i, i));
    expect(samples).toHaveLength(SAMPLES);
    expect(appendSample(samples, sample(SAMPLES + 9, 0))).toBe(samples);
  });
});
