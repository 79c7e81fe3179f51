import { afterEach, expect, test, vi } from 'vitest';
import { askLogql, askLogqlInstant, isLogQuery, rowsOf } from './askLogql';

const NS = '1795400000123456789';

function answering(status: number, body: unknown, type = 'application/json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fetched = vi.fn(async (_url: string) => new Response(text, { status, headers: { 'content-type': type } }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

test('records of several streams stand in one order, with level, trace and attributes where our own search has them', () => {
  const rows = rowsOf(
    [
      { stream: { service_name: 'shop', environment: 'prod' }, values: [[NS, 'second', { structuredMetadata: { detected_level: 'warn', trace_id: 'ab', user_id: 'u1' }, parsed: { status: '503' } }]] },
      { stream: { service_name: 'cart', level: 'error' }, values: [['1795400000000000001', 'first']] },
    ],
    false,
  );
  expect(rows.map(({ body, service, level, timestamp }) => [body, service, level, timestamp])).toEqual([
    ['first', 'cart', 'ERROR', '2026-11-23T02:13:20.000000001Z'],
    ['second', 'shop', 'WARN', '2026-11-23T02:13:20.123456789Z'],
  ]);
  expect(rows[1]).toMatchObject({ trace_id: 'ab', user_id: 'u1', attributes: { status: '503', user_id: 'u1' }, environment: 'prod', severity_number: 13 });
});

test('a metric query answers series on the grid of its step', async () => {
  const fetched = answering(200, { status: 'success', data: { resultType: 'matrix', result: [{ metric: { app: 'a' }, values: [[60, '2'], [180, '4']] }] } });
  const { series } = await askLogql('sum by (app) (rate({app="a"}[1m]))', { start: 60, end: 180 }, 60, null, true, new AbortController().signal);
  expect(series).toMatchObject([{ labels: { app: 'a' }, values: [2, null, 4] }]);
  expect(new URL(fetched.mock.calls[0]![0], 'http://x').searchParams.get('step')).toBe('60');
});

test('an instant metric query answers one value a series', async () => {
  answering(200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [60, '2.5'] }] } });
  expect((await askLogqlInstant('vector(2.5)', { start: 0, end: 60 }, new AbortController().signal)).series).toEqual([{ labels: {}, times: [60], values: [2.5] }]);
});

test('what the server says of a query reaches the panel', async () => {
  answering(400, 'parse error at line 1, col 11: syntax error: unexpected $end, expecting }\n', 'text/plain');
  await expect(askLogql('{app="api"', { start: 0, end: 60 }, 60, null, true, new AbortController().signal)).rejects.toThrow('parse error at line 1, col 11');
});

test.each([[' {app="a"}', true], ['rate({app="a"}[1m])', false]])('tells queries for records from others: %s', (query, expected) => {
  expect(isLogQuery(query)).toBe(expected);
});
