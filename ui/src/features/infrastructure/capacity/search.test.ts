import { expect, it } from 'vitest';
import { readCapacitySearch } from './search';

it('keeps growth within what can be asked and a past that is offered', () => {
  expect(readCapacitySearch({ growth: '120', past: '30d', q: 'disk' })).toEqual({ growth: '120', past: '30d', q: 'disk' });
  expect(readCapacitySearch({ growth: '9999', past: '2y' })).toEqual({});
  expect(readCapacitySearch({ growth: '-80' })).toEqual({});
});
