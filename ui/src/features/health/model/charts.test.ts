import { expect, it } from 'vitest';
import { failureMarks, latencyChart, phasesChart } from './charts';

const answer = { start: 0, end: 100, step_seconds: 10, points: [], phases: [], failures: [] };

it('leaves a gap where nothing was checked', () => {
  const { times, series } = latencyChart({ ...answer, points: [[10, 1, 2, 3], [40, 2, 3, 4]] }, 10);
  expect(times).toEqual([10, 20, 30, 40]);
  expect(series.find(({ key }) => key === 'p50')!.values).toEqual([1, null, null, 2]);
});

it('draws nothing where every check failed', () => {
  expect(latencyChart({ ...answer, failures: [[10, 3]] }, 10).series).toEqual([]);
});

it('stacks phases in the order they happen, without those that took no time', () => {
  const { series } = phasesChart({ ...answer, phases: [{ name: 'transfer', points: [[10, 1]] }, { name: 'tls', points: [[10, 0]] }, { name: 'resolve', points: [[10, 2]] }] }, 10);
  expect(series.map(({ label }) => label)).toEqual(['Name resolved', 'Answer received']);
});

it('joins failures that follow each other', () => {
  expect(failureMarks([[10, 1], [20, 2], [50, 1], [60, 0]], 10)).toEqual([
    { time: 10, end: 30, kind: 'incident', label: '3 checks failed' },
    { time: 50, end: 60, kind: 'incident', label: '1 check failed' },
  ]);
});
