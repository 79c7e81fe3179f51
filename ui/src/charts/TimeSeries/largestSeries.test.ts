import { describe, expect, it } from 'vitest';
import { DRAWN_SERIES, largestSeries, MOST_SERIES } from './largestSeries';
import type { ChartData } from './types';

/** Series of growing size: the last is the largest. */
const chart = (count: number): ChartData => ({
  start: 0,
  end: 120,
  times: [0, 60],
  unit: 'short',
  series: Array.from({ length: count }, (_, i) => ({ key: `s${i}`, label: `s${i}`, color: '--s1', values: [i, null] })),
});

describe('a chart of many series', () => {
  it('is drawn whole up to fifty', () => {
    const data = chart(MOST_SERIES);
    expect(largestSeries(data, 'lines')).toEqual({ data });
  });

  it('keeps the largest in their order and says what it left out', () => {
    const { data, said } = largestSeries(chart(60), 'lines');
    expect(data.series.map(({ key }) => key)).toEqual(Array.from({ length: DRAWN_SERIES }, (_, i) => `s${i + 40}`));
    expect(said).toBe('60 series: the 20 largest are drawn');
  });

  it('keeps the height of a stack', () => {
    const whole = chart(60);
    const { data, said } = largestSeries(whole, 'stackedBars');
    const height = ({ series }: ChartData) => series.reduce((sum, { values }) => sum + (values[0] ?? 0), 0);
    expect(height(data)).toBe(height(whole));
    expect(data.series.at(-1)).toMatchObject({ label: '40 others', values: [780, null] });
    expect(said).toContain('the others as one layer');
  });
});
