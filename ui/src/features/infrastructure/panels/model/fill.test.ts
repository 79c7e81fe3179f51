import { expect, it } from 'vitest';
import { fill } from './fill';

it('puts whom the page is about beside other matchers', () =>
  expect(fill('sum(pg_locks_count{$of, mode!=""})', { job: 'postgres', instance: 'db "1"' }, 900)).toBe('sum(pg_locks_count{job="postgres", instance="db \\"1\\"", mode!=""})'));

it('takes rates over two minutes at least, and over the step when that is longer', () => {
  expect(fill('rate(x{$of}[$rate])', { job: 'a' }, 900, 10)).toBe('rate(x{job="a"}[2m])');
  expect(fill('rate(x{$of}[$rate])', { job: 'a' }, 86_400, 3600)).toBe('rate(x{job="a"}[1h])');
});

it('takes what a page adds up over its whole range', () => expect(fill('increase(x{$of}[$range])', { job: 'a' }, 5400)).toBe('increase(x{job="a"}[1h30m])'));

it('keeps a dollar in a value', () => expect(fill('up{$of}', { instance: 'a$&b' }, 900)).toBe('up{instance="a$&b"}'));

it('leaves no comma behind where the page is about all', () => expect(fill('a{$of, b="1"} / c{$of}', {}, 900)).toBe('a{b="1"} / c{}'));
