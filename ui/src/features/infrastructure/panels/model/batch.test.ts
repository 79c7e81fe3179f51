import { expect, it } from 'vitest';
import { batchesOf, figuresOfBatch } from './batch';

const QUERIES = { memory: 'redis_memory{$of}', rate: 'rate(x{$of}[$rate])', clients: 'redis_clients{$of}', again: 'redis_memory{$of}' };

it('asks for bare metrics at once and for the rest apart', () =>
  expect(batchesOf(QUERIES)).toEqual([
    { query: '{$of, __name__=~"redis_memory|redis_clients"}', names: ['memory', 'clients', 'again'] },
    { query: 'rate(x{$of}[$rate])', names: ['rate'] },
  ]));

it('tells the answers apart by their metric', () => {
  const values = [{ labels: { __name__: 'redis_clients' }, value: 3 }, { labels: { __name__: 'redis_memory' }, value: 9 }];
  const figures = Object.fromEntries(figuresOfBatch(batchesOf(QUERIES)[0]!, values, QUERIES));
  expect([figures.memory![0]!.value, figures.clients![0]!.value, figures.again![0]!.value]).toEqual([9, 3, 9]);
});

it('asks nothing together where there is nothing bare', () => expect(batchesOf({ rate: QUERIES.rate })).toEqual([{ query: QUERIES.rate, names: ['rate'] }]));
