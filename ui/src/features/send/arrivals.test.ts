import { expect, it } from 'vitest';
import { advance, amounts, begin, received } from './arrivals';

const of = (name: string, spans: number, logs = 0) => ({ name, spans, logs });

it('waits while only Sardonyx itself reports', () => {
  const state = advance(begin([of('sardonyx', 5)], ['sardonyx']), [of('sardonyx', 50)], 100);
  expect(state.list).toEqual([]);
});

it('counts what came after the page was opened, not what lay there', () => {
  const state = advance(begin([of('checkout', 10, 2)], ['checkout']), [of('checkout', 22, 2)], 100);
  expect(state.list).toEqual([{ name: 'checkout', spans: 12, logs: 0, at: 100, isNew: false }]);
});

it('remembers when more was last noticed', () => {
  const first = advance(begin([], []), [of('checkout', 1)], 100);
  const same = advance(first, [of('checkout', 1)], 102);
  expect(same.list[0]!.at).toBe(100);
  expect(advance(same, [of('checkout', 1, 1)], 104).list[0]!.at).toBe(104);
});

it('takes a count that fell for no arrival', () => expect(advance(begin([of('checkout', 10)], ['checkout']), [of('checkout', 3)], 100).list).toEqual([]));

it('takes what a service nobody knew had sent by the first look for its arrival', () => {
  const first = [of('checkout', 2)];
  expect(advance(begin(first, ['catalog']), first, 100).list).toEqual([{ name: 'checkout', spans: 2, logs: 0, at: 100, isNew: true }]);
});

it('answers with the service waited for, or a new one, but not with what flows anyway', () => {
  const { list } = advance(begin([], ['catalog', 'checkout']), [of('catalog', 1), of('brand-new', 1), of('checkout', 1)], 100);
  expect(received(list, 'my-service').map(({ name }) => name)).toEqual(['brand-new']);
  expect(received(list, 'checkout').map(({ name }) => name)).toEqual(['checkout', 'brand-new']);
});

it('says amounts as people do', () => {
  expect(amounts({ spans: 12, logs: 1 })).toBe('12 spans and 1 log record');
  expect(amounts({ spans: 1, logs: 0 })).toBe('1 span');
  expect(amounts({ spans: 0, logs: 3 })).toBe('3 log records');
});
