import { describe, expect, it } from 'vitest';
import { conditionOf, conditionWords, lengthWord, newRule, thresholdFault, valuesOf, verdict, withOwn, type SearchRule } from './values';

const RULE: SearchRule = {
  id: 'a', name: 'Errors', signal: 'logs', query: 'level:error', op: 'below', threshold: 3, window_seconds: 600, group_by: 'service', for_seconds: 420, severity: 'critical',
  description: 'call somebody', enabled: false, changed_by: 'Bob', created_at: '', changed_at: '', group_label: 'service_name', interval_seconds: 60, health: 'ok', error: '', state: null, evaluated_at: null,
};

describe('a search rule in a form', () => {
  it('goes into the form and comes out as it was', () => {
    const { signal, query, op, threshold, window_seconds, group_by, for_seconds } = RULE;
    expect(conditionOf('logs', valuesOf(RULE))).toEqual({ signal, query, op, threshold, window_seconds, group_by, for_seconds });
  });

  it('is proposed under the words of its search, cut where they are long', () => {
    expect(newRule('level:error').name).toBe('level:error');
    expect(newRule('x'.repeat(200)).name).toHaveLength(60);
  });

  it.each([
    ['above', '0', undefined],
    ['above', '1.5', 'a whole number'],
    ['above', '', 'a whole number'],
    ['below', '0', '1 or more'],
    ['absent', '', undefined],
  ] as const)('%s %s: %s', (op, threshold, fault) => {
    expect(thresholdFault({ op, threshold })).toBe(fault);
  });

  it('asks for no preview while the figure is none', () => {
    expect(conditionOf('logs', { ...newRule(''), threshold: 'ten' })).toBeUndefined();
  });

  it('says lengths in their largest unit, and offers one nobody else does', () => {
    expect([300, 86_400, 5400, 90].map(lengthWord)).toEqual(['5m', '1d', '90m', '90s']);
    expect(withOwn([{ value: '60', label: '1m' }], '420').at(-1)).toEqual({ value: '420', label: '7m' });
  });

  it('is said in words', () => {
    expect(conditionWords(RULE)).toBe('fewer than 3 in 10m by service');
    expect(conditionWords({ op: 'absent', window_seconds: 3600 })).toBe('none in 1h');
  });

  it('says how often it would have fired, and when that is too often', () => {
    expect(verdict({ times: 0 }).text).toBe('Would not have fired in the last 24 h');
    expect(verdict({ times: 1 })).toEqual({ text: 'Would have fired once in the last 24 h', noisy: false });
    expect(verdict({ times: 21 }).noisy).toBe(true);
  });
});
