import { expect, it } from 'vitest';
import { deadTone, tablesOf } from './tables';

const of = (relname: string, value: number, schemaname = 'public') => [{ labels: { datname: 'shop', schemaname, relname }, value }];

it('estimates what dead rows take by their share, and when it was last vacuumed by either way', () => {
  const [table] = tablesOf({ size: of('orders', 1000), live: of('orders', 75_000), dead: of('orders', 25_000), vacuum: of('orders', 0), autovacuum: of('orders', 500), sequential: of('orders', 1), indexed: of('orders', 3) });
  expect(table).toMatchObject({ name: 'orders', deadShare: 0.25, bloat: 250, vacuumed: 500, scans: 0.25 });
  expect(deadTone(table!)).toBe('warning');
});

it('says nothing of what was not measured', () => {
  const [table] = tablesOf({ size: of('t', 1, 'audit') });
  expect(table).toMatchObject({ name: 'audit.t', deadShare: null, bloat: null, vacuumed: null, scans: null, changes: null });
  expect(deadTone(table!)).toBeUndefined();
});

it('takes a small table with dead rows for nothing special', () => expect(deadTone(tablesOf({ live: of('t', 1), dead: of('t', 99) })[0]!)).toBeUndefined());
