import { describe, expect, it } from 'vitest';
import { fittingSize, tilesOf, toldOf } from './tiles';

describe('tiles', () => {
  it('lie in a row where it is wide, below each other where it is high', () => {
    expect(tilesOf(3, 600, 120, 'auto')).toEqual({ columns: 3, rows: 1 });
    expect(tilesOf(3, 150, 300, 'auto')).toEqual({ columns: 1, rows: 3 });
    expect(tilesOf(4, 500, 220, 'auto')).toEqual({ columns: 2, rows: 2 });
  });

  it('lie as they are told', () => {
    expect(tilesOf(3, 600, 120, 'horizontal')).toEqual({ columns: 1, rows: 3 });
    expect(tilesOf(30, 600, 120, 'vertical')).toEqual({ columns: 10, rows: 3 });
    expect(tilesOf(1, 10, 10, 'auto')).toEqual({ columns: 1, rows: 1 });
  });
});

it('a tile says its number, its name, or both', () => {
  const shown = { text: '1', colour: '--error' };
  expect(toldOf('auto', 'worker', shown, true)).toEqual({ name: 'worker', shown });
  expect(toldOf('auto', 'worker', shown, false)).toEqual({ name: undefined, shown });
  expect(toldOf('both', 'worker', shown, false)).toEqual({ name: 'worker', shown });
  expect(toldOf('value', 'worker', shown, true)).toEqual({ name: undefined, shown });
  expect(toldOf('name', 'worker', shown, true)).toEqual({ name: undefined, shown: { text: 'worker', colour: '--error' } });
});

it('a text is as large as its box, within limits', () => {
  expect(fittingSize('12 %', 400, 20)).toBe(20);
  expect(fittingSize('123456789', 100, 90)).toBe(19);
  expect(fittingSize('1', 400, 400)).toBe(36);
  expect(fittingSize('a very long text', 20, 20)).toBe(13);
});
