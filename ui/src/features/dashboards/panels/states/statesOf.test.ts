import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../reduce/fields';
import { panel, series, START, STEP } from '../samples';
import { legendOf, stateAt, statesOf } from './statesOf';

const UP = [{ kind: 'value' as const, match: '1', start: null, end: null, text: 'up', colour: 'green' }, { kind: 'value' as const, match: '0', start: null, end: null, text: 'down', colour: 'red' }];
const RANGE = { start: START, end: START + 10 * STEP, step: STEP };
const fields = (values: (number | null)[], mappings = UP) => fieldsOf(panel('state-timeline', { values: { mappings } }), [series('db', values)], () => '--s1');
const spans = (values: (number | null)[], merge: boolean) => statesOf(fields(values), RANGE, merge, 'utc')[0]!.states.map(({ from, to, text }) => [(from - START) / STEP, (to - START) / STEP, text]);

describe('the states of a row', () => {
  it('last until the next, equal neighbours joined', () => {
    expect(spans([1, 1, 0, 1], true)).toEqual([[0, 2, 'up'], [2, 3, 'down'], [3, 4, 'up']]);
    expect(spans([1, 1, 0], false)).toHaveLength(3);
  });

  it('leave a gap where nothing is known', () => expect(spans([1, null, 1], true)).toEqual([[0, 1, 'up'], [2, 3, 'up']]));

  it('have colours of their own while they are few, else shades of one', () => {
    const numbers = (count: number) => statesOf(fields(Array.from({ length: count }, (_, i) => i), []), { start: START, end: START + count * STEP, step: STEP }, true, 'utc')[0]!.states.map(({ colour }) => colour);
    expect(numbers(3)).toEqual(['--s1', '--s2', '--s3']);
    expect(new Set(numbers(40))).toEqual(new Set(['--h1', '--h2', '--h3', '--h4']));
  });

  it('of a single sample last for the whole range', () => expect(spans([0], true)).toEqual([[0, 10, 'down']]));

  it('may be what a mapping calls missing', () => {
    const gone = [...UP, { kind: 'special' as const, match: 'null', start: null, end: null, text: 'gone', colour: 'grey' }];
    const [row] = statesOf(fields([1, null], gone as typeof UP), RANGE, true, 'utc');
    expect(row!.states.map(({ text }) => text)).toEqual(['up', 'gone']);
    expect(legendOf([row!])).toEqual([{ text: 'up', colour: '--ok-fill' }, { text: 'gone', colour: '--unknown-fill' }]);
    expect(stateAt(row!, START + 30)?.text).toBe('up');
  });
});
