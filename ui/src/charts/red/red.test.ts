import { expect, it } from 'vitest';
import { byService, countsOn, errorRatioOf, figureOn, p95Of, ratesOn, stepsOf, type RedColumns } from './red';

const columns = (service: string, times: number[], calls: number[]): RedColumns => ({
  service,
  times,
  calls,
  errors: calls.map((each) => each / 4),
  p50_ms: calls,
  p95_ms: calls.map((each) => each * 10),
  p99_ms: calls,
});

it('names the start of every step of the range', () => {
  expect(stepsOf({ start: 100, end: 130, step_seconds: 10 })).toEqual([100, 110, 120]);
});

it('has no figure where there were no requests', () => {
  const shop = columns('shop', [110], [4]);
  expect(figureOn([100, 110], shop, p95Of)).toEqual([null, 40]);
  expect(figureOn([100, 110], shop, errorRatioOf)).toEqual([null, 0.25]);
});

it('has a rate of 0 where there were no requests, and none for a step that still runs', () => {
  expect(ratesOn([100, 110, 120], columns('shop', [110, 120], [20, 5]), 10, 125)).toEqual([0, 2, null]);
});

it('counts nothing where nothing was counted', () => {
  expect(countsOn([100, 110], [[110, 3]])).toEqual([0, 3]);
});

it('draws the busiest services when there are many', () => {
  const timeline = { start: 0, end: 10, step_seconds: 10, services: [columns('calm', [0], [1]), columns('busy', [0], [9])] };
  const chart = byService(timeline, p95Of, 'ms', () => '--s1', 1);
  expect(chart.series.map(({ label, values }) => [label, values])).toEqual([['busy', [90]]]);
});
