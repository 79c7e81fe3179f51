import { COLUMNS, type Grid } from './dashboard';

/** Something that stands on the grid. */
export type Placed = { id: number; grid: Grid };

const collide = (a: Grid, b: Grid): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const reading = (a: Placed, b: Placed): number => a.grid.y - b.grid.y || a.grid.x - b.grid.x;
const below = (items: readonly Placed[]): number => Math.max(0, ...items.map(({ grid }) => grid.y + grid.h));

/** The grid within its bounds: at least one column and row, never beyond the last column. */
export function within({ x, y, w, h }: Grid): Grid {
  const wide = Math.min(Math.max(1, Math.round(w)), COLUMNS);
  return { x: Math.min(Math.max(0, Math.round(x)), COLUMNS - wide), y: Math.max(0, Math.round(y)), w: wide, h: Math.max(1, Math.round(h)) };
}

/** Everything as far up as it goes, in reading order. */
export function packed<Item extends Placed>(items: readonly Item[]): Item[] {
  const settled: Item[] = [];
  for (const item of items.toSorted(reading)) {
    let y = item.grid.y;
    while (y > 0 && !settled.some(({ grid }) => collide(grid, { ...item.grid, y: y - 1 }))) y -= 1;
    settled.push(y === item.grid.y ? item : { ...item, grid: { ...item.grid, y } });
  }
  return inOrderOf(items, settled);
}

/** One item at another place or size: what is in its way moves down, then everything closes up. */
export function moved<Item extends Placed>(items: readonly Item[], id: number, wanted: Grid): Item[] {
  const found = items.find((item) => item.id === id);
  if (!found) return [...items];
  const settled: Item[] = [{ ...found, grid: within(wanted) }];
  for (const item of items.filter((each) => each.id !== id).toSorted(reading)) {
    let { y } = item.grid;
    for (;;) {
      const at = { ...item.grid, y };
      const hit = settled.find(({ grid }) => collide(grid, at));
      if (!hit) break;
      y = hit.grid.y + hit.grid.h;
    }
    settled.push(y === item.grid.y ? item : { ...item, grid: { ...item.grid, y } });
  }
  return packed(inOrderOf(items, settled));
}

/** The first place from the top that holds so many columns and rows. */
export function freePlace(items: readonly Placed[], w: number, h: number): Grid {
  for (let y = 0; y < below(items); y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      const at = { x, y, w, h };
      if (!items.some(({ grid }) => collide(grid, at))) return at;
    }
  }
  return { x: 0, y: below(items), w, h };
}

/** How many rows a section is high. */
export const rowsOf = (items: readonly Placed[]): number => below(items);

function inOrderOf<Item extends Placed>(order: readonly Item[], items: readonly Item[]): Item[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return order.map(({ id }) => byId.get(id)!);
}
