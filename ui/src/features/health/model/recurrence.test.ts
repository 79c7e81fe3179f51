import { describe, expect, it } from 'vitest';
import { readRule, ruleWords, writeRule } from './recurrence';

describe('a recurring window', () => {
  it.each(['', 'FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,SU', 'FREQ=MONTHLY', 'FREQ=MONTHLY;BYDAY=1SU'])('keeps the rule %j through the form', (rule) => {
    const { repeats, days } = readRule(rule);
    expect(writeRule(repeats, days, rule)).toBe(rule);
  });

  it('writes days in the order of the week', () => expect(writeRule('weekly', ['SU', 'MO'])).toBe('FREQ=WEEKLY;BYDAY=MO,SU'));

  it('says it in words, or as it is written', () => {
    expect(ruleWords('FREQ=WEEKLY;BYDAY=SU')).toBe('every Sun');
    expect(ruleWords('FREQ=YEARLY')).toBe('FREQ=YEARLY');
  });
});
