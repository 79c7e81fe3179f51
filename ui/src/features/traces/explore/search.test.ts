import { describe, expect, it } from 'vitest';
import { readTracesSearch } from './search';

describe('the URL of the traces page', () => {
  it('keeps what it understands', () => {
    expect(readTracesSearch({ query: 'status:error', sort: 'slowest', chart: 'heatmap' })).toEqual({ query: 'status:error', sort: 'slowest', chart: 'heatmap' });
  });

  it('falls back to the default for anything else', () => {
    const nothing = { query: undefined, sort: undefined, chart: undefined };
    expect(readTracesSearch({ query: '', sort: 'newest', chart: 'pie' })).toEqual(nothing);
    expect(readTracesSearch({ query: 5, sort: ['slowest'] })).toEqual(nothing);
  });
});
