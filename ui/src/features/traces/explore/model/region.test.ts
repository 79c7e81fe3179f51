import { describe, expect, it } from 'vitest';
import { withRegion } from './region';

const REGION = { lowMs: 120.44, highMs: 2513.2 };
const SLOWEST = 9000;

describe('a rectangle of the chart as a search', () => {
  it('asks for root spans of these durations, rounded outwards', () => {
    expect(withRegion('', REGION, SLOWEST)).toBe('root:true duration:[120ms TO 2.52s]');
    expect(withRegion('*', { lowMs: 0.03127, highMs: 0.9999 }, SLOWEST)).toBe('root:true duration:[0.0312ms TO 1ms]');
  });

  it('is added to what was asked for', () => {
    expect(withRegion('service:checkout status:error', REGION, SLOWEST)).toBe('service:checkout status:error duration:[120ms TO 2.52s]');
    expect(withRegion('service:a OR service:b', REGION, SLOWEST)).toBe('(service:a OR service:b) duration:[120ms TO 2.52s]');
  });

  it('takes the place of a duration asked for before', () => {
    expect(withRegion('root:true duration:[1ms TO 3s] service:a', REGION, SLOWEST)).toBe('root:true service:a duration:[120ms TO 2.52s]');
    expect(withRegion('duration:>500ms', REGION, SLOWEST)).toBe('root:true duration:[120ms TO 2.52s]');
  });

  it('has no upper bound when nothing is slower: then no child span can be meant either', () => {
    expect(withRegion('', REGION, 2500)).toBe('duration:>=120ms');
    expect(withRegion('service:a', REGION, 2513.2)).toBe('service:a duration:>=120ms');
  });
});
