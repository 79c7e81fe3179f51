import { expect, it } from 'vitest';
import { chartOf } from './chart';

const GRID = { start: 60, end: 120, step: 30 };

it('puts samples on the grid and leaves gaps where there are none', () => {
  const data = chartOf({ resultType: 'matrix', result: [{ metric: {}, values: [[60, '1'], [120, '2.5']] }] }, GRID, 's', 'duration');
  expect(data).toMatchObject({ start: 60, end: 120, times: [60, 90, 120], unit: 's' });
  expect(data.series).toEqual([{ key: '0', label: 'duration', color: '--s1', values: [1, null, 2.5] }]);
});

it('names series by what tells them apart, and draws no infinity', () => {
  const data = chartOf(
    { resultType: 'matrix', result: [{ metric: { job: 'a', mode: 'idle' }, values: [[60, 'NaN']] }, { metric: { job: 'a', mode: 'user' }, values: [[60, '+Inf']] }] },
    GRID,
    'short',
    'cpu',
  );
  expect(data.series.map(({ label, values }) => [label, values[0]])).toEqual([['idle', null], ['user', null]]);
});
