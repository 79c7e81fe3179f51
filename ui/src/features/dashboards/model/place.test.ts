import { describe, expect, it } from 'vitest';
import { freePlace, moved, packed, within, type Placed } from './place';

const at = (id: number, x: number, y: number, w: number, h: number): Placed => ({ id, grid: { x, y, w, h } });
const placeOf = (items: readonly Placed[], id: number) => items.find((item) => item.id === id)!.grid;

describe('the grid of a section', () => {
  it('closes gaps upwards and keeps columns', () => {
    const items = packed([at(1, 0, 3, 12, 4), at(2, 12, 9, 12, 4), at(3, 0, 20, 24, 2)]);
    expect(items.map(({ grid }) => grid.y)).toEqual([0, 0, 4]);
  });

  it('pushes down what is in the way of a moved panel', () => {
    const items = moved([at(1, 0, 0, 12, 4), at(2, 12, 0, 12, 4), at(3, 0, 4, 12, 4)], 3, { x: 12, y: 0, w: 12, h: 4 });
    expect(placeOf(items, 3)).toMatchObject({ x: 12, y: 0 });
    expect(placeOf(items, 2)).toMatchObject({ x: 12, y: 4 });
    expect(placeOf(items, 1)).toMatchObject({ x: 0, y: 0 });
  });

  it('makes room for a panel that grows', () => {
    const items = moved([at(1, 0, 0, 12, 4), at(2, 12, 0, 12, 4)], 1, { x: 0, y: 0, w: 24, h: 6 });
    expect(placeOf(items, 2)).toMatchObject({ x: 12, y: 6 });
  });

  it('leaves no two panels on one place, wherever one is put', () => {
    const start = Array.from({ length: 12 }, (_, i) => at(i + 1, (i % 4) * 6, Math.floor(i / 4) * 3, 6, 3));
    for (let x = 0; x < 24; x += 5) {
      for (let y = 0; y < 12; y += 2) {
        const cells = moved(start, 6, { x, y, w: 9, h: 4 }).flatMap(({ grid }) =>
          Array.from({ length: grid.w * grid.h }, (_, i) => `${grid.x + (i % grid.w)} ${grid.y + Math.floor(i / grid.w)}`),
        );
        expect(new Set(cells).size).toBe(cells.length);
      }
    }
  });

  it('keeps a panel within the columns', () => {
    expect(within({ x: 20, y: -3, w: 12, h: 0 })).toEqual({ x: 12, y: 0, w: 12, h: 1 });
  });

  it('finds the first free place for a new panel', () => {
    const items = [at(1, 0, 0, 12, 4), at(2, 12, 0, 12, 2)];
    expect(freePlace(items, 12, 2)).toEqual({ x: 12, y: 2, w: 12, h: 2 });
    expect(freePlace(items, 24, 3)).toEqual({ x: 0, y: 4, w: 24, h: 3 });
    expect(freePlace([], 6, 3)).toEqual({ x: 0, y: 0, w: 6, h: 3 });
  });
});
