import { describe, expect, it } from 'vitest';
import { describeChange } from './describeChange';

const told = (now: number | null, before: number | null, worse: 'up' | 'down' | 'neither' = 'up') => describeChange({ now, before, worse });

describe('a change in words', () => {
  it('is silent where there is nothing to compare with', () => {
    expect(told(null, 5)).toBeUndefined();
    expect(told(5, null)).toBeUndefined();
  });

  it('is a share while small and a factor when large', () => {
    expect(told(112, 100)?.text).toBe('12 %');
    expect(told(820, 100)?.text).toBe('× 8.2');
    expect(told(50, 100)).toMatchObject({ text: '50 %', direction: 'down' });
  });

  it('does not call noise a change', () => {
    expect(told(101, 100)).toEqual({ text: 'unchanged', direction: 'same', bad: false });
    expect(told(0, 0)).toEqual({ text: 'unchanged', direction: 'same', bad: false });
  });

  it('is bad only in the worse direction and when large', () => {
    expect(told(200, 100)?.bad).toBe(true);
    expect(told(110, 100)?.bad).toBe(false);
    expect(told(50, 100)?.bad).toBe(false);
    expect(told(50, 100, 'down')?.bad).toBe(true);
    expect(told(300, 100, 'neither')?.bad).toBe(false);
    expect(told(3, 0)).toEqual({ text: 'from 0', direction: 'up', bad: true });
  });
});
