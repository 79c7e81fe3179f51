import { describe, expect, it } from 'vitest';
import { errorTone, isBad, severityWord, SEVERITIES, worstOf } from './severity';

describe('severity', () => {
  it('takes the worst of several, and says nothing of none', () => {
    expect(worstOf(['ok', 'critical', 'warning'])).toBe('critical');
    expect(worstOf(['unknown', 'ok'])).toBe('ok');
    expect(worstOf([])).toBe('unknown');
  });

  it('calls people only for what is worse than information', () => {
    expect(SEVERITIES.filter(isBad)).toEqual(['warning', 'error', 'critical']);
  });

  it('never calls silence healthy', () => {
    expect(severityWord('unknown')).toBe('No data');
    expect(isBad('unknown')).toBe(false);
  });

  it('colours an error rate from one in a hundred', () => {
    expect([null, undefined, 0, 0.009, 0.01, 0.049, 0.05].map(errorTone)).toEqual([undefined, undefined, undefined, undefined, 'warning', 'warning', 'error']);
  });
});
