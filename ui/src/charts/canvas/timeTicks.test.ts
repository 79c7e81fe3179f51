import { describe, expect, it } from 'vitest';
import { timeTicks } from './timeTicks';

const NOON = 1_767_268_800;

describe('ticks of a time axis', () => {
  it('stand at round times within the range', () => {
    expect(timeTicks(NOON + 7, NOON + 907, 5)).toEqual({ step: 300, ticks: [NOON + 300, NOON + 600, NOON + 900] });
  });

  it('are never more than there is room for, by more than the one that both ends make', () => {
    for (const span of [0.02, 1, 59, 3600, 86_400, 40 * 86_400]) {
      const { ticks } = timeTicks(NOON, NOON + span, 8);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  });

  it('take the longest step for years', () => {
    expect(timeTicks(NOON, NOON + 3000 * 86_400, 4).step).toBe(2_592_000);
  });

  it('need room for one at least', () => {
    expect(timeTicks(NOON, NOON + 3600, 0).step).toBe(3600);
  });
});
