import { describe, expect, it } from 'vitest';
import { logScale } from './logScale';

describe('a logarithmic scale', () => {
  it('holds all positive values with air around them, and leaves out the others', () => {
    const scale = logScale([0, -5, Number.NaN, 10, 1000]);
    expect(scale.low).toBeCloseTo(7.69, 2);
    expect(scale.high).toBeCloseTo(1300);
    expect(scale.at(100)).toBeCloseTo(0.5);
  });

  it('puts what lies outside at its ends', () => {
    const scale = logScale([10, 1000]);
    expect([scale.at(0), scale.at(-1), scale.at(1e9)]).toEqual([0, 0, 1]);
  });

  it('finds the value of each place again', () => {
    const scale = logScale([0.3, 86_000]);
    for (const value of [0.4, 12, 999, 80_000]) expect(scale.valueAt(scale.at(value))).toBeCloseTo(value, 6);
    expect([scale.valueAt(0), scale.valueAt(1)].map((value) => value.toPrecision(6))).toEqual([scale.low, scale.high].map((value) => value.toPrecision(6)));
  });

  it('has few round ticks, finer ones on a short axis', () => {
    expect(logScale([10, 1000]).ticks).toEqual([10, 30, 100, 300, 1000]);
    expect(logScale([40, 60]).ticks).toEqual([50]);
    expect(logScale([1e-3, 1e9]).ticks.length).toBeLessThanOrEqual(7);
    for (const tick of logScale([0.004, 7e6]).ticks) expect(Math.log10(tick) % 1).toBeCloseTo(0);
  });

  it('is 1 to 1000 when there is nothing', () => {
    expect(logScale([])).toMatchObject({ low: 1, high: 1000 });
  });

  it('can show a single value', () => {
    expect(logScale([250]).at(250)).toBeCloseTo(0.5);
  });
});
