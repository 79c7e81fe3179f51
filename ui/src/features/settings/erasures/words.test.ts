import { describe, expect, it } from 'vitest';
import { identityOf, kindsText, NOBODY } from './words';

describe('a person to erase', () => {
  it('is nobody until something is known', () => {
    expect(identityOf({ ...NOBODY, email: '  ', others: ' , ' })).toBeUndefined();
  });

  it('is what was typed, other values apart', () => {
    expect(identityOf({ ...NOBODY, userId: ' u-1 ', others: 'C-77, ,D-2' })).toEqual({ user_id: 'u-1', email: null, phone: null, values: ['C-77', 'D-2'] });
  });

  it('is told by kinds alone', () => {
    expect(kindsText(['user_id', 'value', 'value'])).toBe('user id, other values');
  });
});
