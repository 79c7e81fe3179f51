import { describe, expect, it } from 'vitest';
import { readHidden, writeHidden } from './hidden';

const KEYS = ['a {"job":"x"}', 'a {"job":"y"}', 'b {}', 'c {}'];
const again = (hidden: string[]) => [...readHidden(writeHidden(new Set(hidden), KEYS), KEYS)];

describe('switched off series in a URL', () => {
  it('are the same when it is read', () => {
    for (const hidden of [[], [KEYS[1]!], KEYS.slice(0, 3), KEYS]) expect(again(hidden)).toEqual(hidden);
  });

  it('name the fewer of what is shown and what is not', () => {
    expect(writeHidden(new Set(KEYS.slice(0, 3)), KEYS)).toMatch(/^only:\w+$/);
    expect(writeHidden(new Set(['b {}']), KEYS)).toMatch(/^\w+$/);
  });

  it('switch off nothing when the series are gone', () => {
    expect([...readHidden('zzz', KEYS)]).toEqual([]);
  });
});
