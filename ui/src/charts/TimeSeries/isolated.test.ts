import { expect, it } from 'vitest';
import { isolated } from './isolated';

it('finds samples that no line goes through', () => {
  expect(isolated([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(isolated([null, 7, null])).toEqual([1]);
  expect(isolated([0])).toEqual([0]);
  expect(isolated([1, 2, null, 3, 4])).toBeNull();
  expect(isolated([])).toBeNull();
});
