import { describe, expect, it } from 'vitest';
import { readTraceSearch } from './search';

describe('the URL of a trace', () => {
  it('keeps what it understands and forgets the rest', () => {
    expect(readTraceSearch({ span: '00f067aa0ba902b7~2', view: 'logs', q: 'SELECT' })).toEqual({ span: '00f067aa0ba902b7~2', view: 'logs', q: 'SELECT' });
    expect(readTraceSearch({ span: '<b>', view: 'flame', q: ' ' })).toEqual({ span: undefined, view: undefined, q: undefined });
  });
});
