import { describe, expect, it } from 'vitest';
import { tableOf } from './table';

describe('values as a table', () => {
  it('has a column for each label, the metric first, and the value last', () => {
    const { columns, rows, said } = tableOf(
      { resultType: 'vector', result: [{ metric: { job: 'a', __name__: 'mem_bytes' }, value: [1, '2048'] }, { metric: { __name__: 'mem_bytes', zone: 'x' }, value: [1, 'NaN'] }] },
      'bytes',
    );
    expect(columns.map(({ header }) => header)).toEqual(['Metric', 'job', 'zone', 'Value']);
    expect(rows.map(({ text }) => text)).toEqual(['2 KiB', 'NaN']);
    expect(said).toBe('2 series');
  });

  it('shows single numbers, texts, samples and histograms', () => {
    expect(tableOf({ resultType: 'scalar', result: [1, '+Inf'] }, 'short').rows[0]).toMatchObject({ text: '∞' });
    expect(tableOf({ resultType: 'string', result: [1, 'hello'] }, 'short').rows[0]).toMatchObject({ text: 'hello' });
    expect(tableOf({ resultType: 'matrix', result: [{ metric: {}, values: [[1, '1'], [2, '3']] }] }, 'short').rows[0]).toMatchObject({ text: '2 samples, the last 3' });
    expect(tableOf({ resultType: 'vector', result: [{ metric: {}, histogram: [1, { count: '4', sum: '8' }] }] }, 's').rows[0]).toMatchObject({ text: '4 measured, sum 8' });
  });
});
