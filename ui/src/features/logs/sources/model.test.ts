import { describe, expect, it } from 'vitest';
import { balanceParts, isSettling, leftOut, lost, sourcesWith } from './model';
import type { LogSource } from './api';

const SOURCE = {
  source: '10.0.0.5', receiver: 'syslog', service: 'nginx', environment: 'production', host: 'web-1', received: 10, stored: 6, gaps: 2, rejected: 1,
  dropped: { 'minimum level': 1, health: 1 }, sampled: { noisy: 1 },
} as unknown as LogSource;

describe('sources of log records', () => {
  it('are found by any of their names', () => {
    expect(sourcesWith([SOURCE], 'WEB nginx')).toHaveLength(1);
    expect(sourcesWith([SOURCE], 'web postgres')).toHaveLength(0);
    expect(sourcesWith([SOURCE], '')).toHaveLength(1);
  });

  it('tell what rules left out from what was lost', () => {
    expect(leftOut(SOURCE)).toBe(3);
    expect(lost(SOURCE)).toBe(3);
  });

  it('may differ for a moment by what arrives between two counts, not by more', () => {
    const balance = { received: 3600, stored: 3590, dropped: 0, sampled: 0, rejected: 0, waiting: 0, quarantined: 0, difference: 10 };
    expect(isSettling(balance, 3600)).toBe(true);
    expect(isSettling({ ...balance, difference: -31 }, 3600)).toBe(false);
  });

  it('balance: the parts add up to what was received', () => {
    const balance = { received: 20, stored: 11, dropped: 3, sampled: 2, rejected: 1, waiting: 2, quarantined: 1, difference: 0 };
    expect(balanceParts(balance).reduce((sum, { value }) => sum + value, 0)).toBe(balance.received);
  });
});
