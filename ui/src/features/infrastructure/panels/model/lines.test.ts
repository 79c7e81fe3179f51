import { expect, it } from 'vitest';
import { chartOfLines } from './lines';

const GRID = { start: 0, end: 10, step: 10 };
const answer = (...modes: string[]) => ({ resultType: 'matrix' as const, result: modes.map((mode) => ({ metric: { mode }, values: [[0, '1']] as [number, string][] })) });

it('stacks series in the order of the description, each in the colour of its place', () => {
  const chart = chartOfLines({ lines: [{ query: '', name: 'cpu' }], order: ['user', 'system', 'iowait'], unit: 'ratio' }, [answer('iowait', 'other', 'user')], GRID);
  expect(chart.series.map(({ label, color }) => [label, color])).toEqual([['user', '--s1'], ['iowait', '--s3'], ['other', '--s3']]);
});

it('calls a query of one series by its name, and several by what tells them apart', () => {
  const chart = chartOfLines({ lines: [{ query: '', name: 'in' }, { query: '', name: 'out' }], unit: 'bytes/s' }, [answer('x'), answer('a', 'b')], GRID);
  expect(chart.series.map(({ label }) => label)).toEqual(['in', 'a', 'b']);
});

it('is empty where nothing was answered', () => expect(chartOfLines({ lines: [{ query: '', name: 'in' }], unit: 's' }, [answer()], GRID).series).toEqual([]));
