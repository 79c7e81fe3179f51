import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../reduce/fields';
import { override, panel, RANGE, series } from '../samples';
import { aligned } from './aligned';
import { chartOf } from './chartOf';
import { legendRoom } from './legendRoom';

const chart = (...[drawn, found]: [Parameters<typeof panel>[1], Parameters<typeof fieldsOf>[1]]) => {
  const whole = panel('timeseries', drawn);
  return chartOf(whole, fieldsOf(whole, found, () => '--s1'), RANGE, 'utc');
};

describe('series of different times', () => {
  it('meet at the times of all of them', () => {
    expect(aligned([{ times: [0, 10], values: [1, 2] }, { times: [10, 20], values: [3, null] }])).toEqual({ times: [0, 10, 20], columns: [[1, 2, null], [null, 3, null]] });
  });
});

describe('a panel over time', () => {
  it('puts another unit, and what says so, on the right axis', () => {
    const { data } = chart({ values: { unit: 'ops' }, overrides: [override('name', 'latency', { unit: 's' }), override('name', 'load', { axis: 'right' })] }, [series('reads', [1]), series('latency', [1]), series('load', [1])]);
    expect(data.series.map(({ look }) => look?.right)).toEqual([false, true, true]);
    expect([data.unit, data.rightUnit]).toEqual(['ops', 's']);
  });

  it('stacks, as shares too', () => {
    expect(chart({ options: { stack: 'normal' } }, [series('a', [1])])).toMatchObject({ kind: 'stackedArea', shares: false });
    expect(chart({ options: { stack: 'percent', draw: 'bars' } }, [series('a', [1])])).toMatchObject({ kind: 'stackedBars', shares: true });
  });

  it('draws what stands apart from the stack over it, filled as it says', () => {
    const parts = [series('used', [1]), series('total', [9])];
    const said = { options: { stack: 'normal' as const, fill: 40 }, overrides: [override('name', 'total', { apart: true, fill: 0 })] };
    const looks = chart(said, parts).data.series.map(({ label, look }) => [label, look?.apart, look?.fill]);
    expect(looks).toEqual([['total', true, 0], ['used', false, 0.4]]);
    expect(chart({ overrides: said.overrides }, parts).data.series.map(({ look }) => look?.apart)).toEqual([false, false]);
  });

  it('begins at 0 only where something is filled, or the panel says so', () => {
    expect(chart({}, [series('a', [1])]).axis).toBe('fit');
    expect(chart({ options: { fill: 10 } }, [series('a', [1])]).axis).toBeUndefined();
    expect(chart({ values: { minimum: 0 } }, [series('a', [1])]).bounds).toEqual({ min: 0, max: null });
    expect(chart({ options: { log_base: 2 } }, [series('a', [1])])).toMatchObject({ axis: 'log', logBase: 2 });
  });

  it('draws thresholds but the lowest as limits in their colour', () => {
    const thresholds = [{ value: null, colour: 'green' }, { value: 5, colour: 'red' }];
    expect(chart({ values: { thresholds, unit: 's' }, options: { show_thresholds: true } }, [series('a', [1])]).thresholds).toEqual([{ value: 5, label: '5 s', tone: 'warning', color: '--error' }]);
    expect(chart({ values: { thresholds } }, [series('a', [1])]).thresholds).toBeUndefined();
  });

  it('says what hangs from zero without its sign, and mapped values in words', () => {
    const { data } = chart({ overrides: [override('name', 'out', { negative: true, unit: 'Bps' })], values: { mappings: [{ kind: 'value', match: '1', start: null, end: null, text: 'up', colour: null }] } }, [series('out', [2000]), series('up', [1])]);
    expect(data.series.map(({ words, values }) => words?.(values[0]!))).toEqual(['2 kB/s', 'up']);
  });
});

describe('the room of a legend', () => {
  const legend = panel('timeseries', {}).options.legend;

  it('is none in a low panel, and no more than a share of a high one', () => {
    expect(legendRoom(legend, ['a'], 400, 110)).toBeUndefined();
    expect(legendRoom(legend, ['a'], 400, 300)).toEqual({ place: 'bottom', size: 24 });
    expect(legendRoom({ ...legend, form: 'table' }, Array.from({ length: 40 }, (_, i) => `series ${i}`), 400, 300)).toEqual({ place: 'bottom', size: 114 });
  });

  it('goes below where there is no room beside', () => {
    expect(legendRoom({ ...legend, place: 'right' }, ['a'], 600, 300)?.place).toBe('right');
    expect(legendRoom({ ...legend, place: 'right' }, ['a'], 300, 300)?.place).toBe('bottom');
    expect(legendRoom({ ...legend, shown: false }, ['a'], 600, 300)).toBeUndefined();
  });
});
