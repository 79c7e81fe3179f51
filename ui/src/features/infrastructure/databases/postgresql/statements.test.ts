import { expect, it } from 'vitest';
import { spansOfStatement, statementsOf } from './statements';

const of = (queryid: string, value: number) => ({ labels: { queryid, datname: 'shop', user: 'app' }, value });

it('orders statements by the time they took, with share and mean', () => {
  const found = statementsOf({
    seconds: [of('1', 0.1), of('2', 0.3)],
    calls: [of('1', 100), of('2', 2)],
    rows: [of('1', 100), of('2', 20)],
    hits: [of('2', 90)],
    reads: [of('2', 10)],
    texts: [{ labels: { queryid: '2', query: 'SELECT $1' }, value: 1 }],
  });
  expect(found.map(({ text, share, mean, rows, hit }) => [text, share, mean, rows, hit])).toEqual([['SELECT $1', 0.3 / 0.4, 0.15, 10, 0.9], ['', 0.1 / 0.4, 0.001, 1, null]]);
});

it('leaves out what did not run', () => expect(statementsOf({ seconds: [of('1', 0)], calls: [of('1', 0)] })).toEqual([]));

it('looks for a statement in spans whatever stands for its constants', () => {
  const query = spansOfStatement('UPDATE t SET a = a + $1 WHERE id = $2');
  const pattern = /db\.statement:\/\(\?is\)(.*)\/\)$/.exec(query)![1]!;
  for (const text of ['update t set a = a + 5 where id = 7', 'UPDATE t\n  SET a = a + %s WHERE id = %s']) expect(new RegExp(pattern, 'is').test(text)).toBe(true);
  expect(new RegExp(pattern, 'is').test('SELECT 1')).toBe(false);
});

it('takes signs of the language for signs', () => expect(spansOfStatement('SELECT count(*) / $1')).toContain('SELECT\\s+count\\(\\*\\)\\s+\\/\\s+.*?/'));
