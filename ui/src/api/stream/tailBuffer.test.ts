import { describe, expect, it } from 'vitest';
import { TailBuffer } from './tailBuffer';

const rows = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));
const idsOf = (buffer: TailBuffer<{ id: string }>) => buffer.read().map((row) => Number(row.id));

describe('the tail buffer', () => {
  it('shows the newest first', () => {
    const buffer = new TailBuffer(10);
    buffer.backfill(rows(3, 2, 1));
    buffer.push(rows(4, 5));
    expect(idsOf(buffer)).toEqual([5, 4, 3, 2, 1]);
  });

  it('keeps a line once that comes by search and by stream', () => {
    const buffer = new TailBuffer(10);
    buffer.push(rows(4));
    buffer.backfill(rows(4, 3));
    expect(buffer.push(rows(3, 5))).toBe(1);
    expect(idsOf(buffer)).toEqual([5, 4, 3]);
  });

  it('is a ring: the oldest lines leave, and may come back later', () => {
    const buffer = new TailBuffer(3);
    buffer.push(rows(1, 2, 3, 4));
    expect(idsOf(buffer)).toEqual([4, 3, 2]);
    buffer.push(rows(1));
    expect(idsOf(buffer)).toEqual([1, 4, 3]);
  });

  it('moves nothing while holding, and counts what waits beyond its capacity too', () => {
    const buffer = new TailBuffer(3);
    buffer.push(rows(1));
    const shown = buffer.read();
    buffer.holding = true;
    buffer.push(rows(2, 3, 4, 5));
    expect(buffer.read()).toBe(shown);
    expect(buffer.heldCount).toBe(4);
    buffer.holding = false;
    expect(idsOf(buffer)).toEqual([5, 4, 3]);
    expect(buffer.heldCount).toBe(0);
  });
});
