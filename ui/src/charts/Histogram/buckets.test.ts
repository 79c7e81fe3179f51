import { describe, expect, it } from 'vitest';
import { barAt, stackOf } from './buckets';

const BUCKETS = { start: 100, end: 140, step_seconds: 10, series: [{ name: 'WARN', points: [[110, 2]] }, { name: 'Warning', points: [[110, 3], [130, 1]] }, { name: 'INFO', points: [[100, 7]] }] };
const LAYERS = [
  { key: 'info', label: 'info', color: '--info-fill', names: ['INFO'] },
  { key: 'warn', label: 'warn', color: '--warning-fill', names: ['WARN', 'Warning'] },
  { key: 'fatal', label: 'fatal', color: '--critical-fill', names: ['FATAL'] },
];

describe('a histogram', () => {
  it('stacks layers over all steps of the range and leaves out those without a record', () => {
    const chart = stackOf(BUCKETS, LAYERS);
    expect(chart.times).toEqual([100, 110, 120, 130]);
    expect(chart.series.map(({ key, values }) => [key, values])).toEqual([
      ['info', [7, 0, 0, 0]],
      ['warn', [0, 5, 0, 1]],
    ]);
  });

  it('knows the interval of a bar', () => {
    expect(barAt(BUCKETS, 117)).toEqual({ start: 110, end: 120 });
    expect(barAt(BUCKETS, 110)).toEqual({ start: 110, end: 120 });
  });
});
