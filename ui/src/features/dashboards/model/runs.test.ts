import { expect, it } from 'vitest';
import { markedRuns, runsOf } from './runs';

it('joins samples that follow one another, and leaves open what lasts to the end', () => {
  const times = [0, 10, 20, 30, 40, 50, 60];
  expect(runsOf(times, [1, 1, null, null, 1, null, 1], 10)).toEqual([{ time: 0, end: 10 }, { time: 40, end: 50 }, { time: 60 }]);
});

it('takes 0 and gaps for nothing', () => {
  expect(runsOf([0, 10], [0, null], 10)).toEqual([]);
});

it('marks what lasts long only where it begins, and not what began before the range', () => {
  const range = { start: 0, end: 300 };
  expect(markedRuns([{ time: 0, end: 50 }, { time: 60, end: 80 }, { time: 100 }, { time: 290 }], range, 10)).toEqual([{ time: 60, end: 80 }, { time: 100, end: 110 }, { time: 290 }]);
});
