import { expect, it } from 'vitest';
import { serversOf } from './servers';

const of = (instance: string, value: number, job = 'postgres') => ({ labels: { instance, job }, value });

it('puts a server that does not answer first, then one that fell silent', () => {
  const found = serversOf({ known: [of('a', 1), of('b', 1), of('c', 1)], now: [of('a', 1), of('c', 0)] });
  expect(found.map(({ instance, up }) => [instance, up])).toEqual([['c', false], ['b', undefined], ['a', true]]);
});

it('takes one that two jobs watch for one server, as the job that still measures sees it', () => {
  const found = serversOf({ known: [of('a', 1, 'old'), of('a', 1, 'new')], now: [of('a', 1, 'new')] });
  expect(found).toEqual([{ instance: 'a', job: 'new', up: true }]);
});
