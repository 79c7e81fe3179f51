import { describe, expect, it } from 'vitest';
import { facetsOf, usefulness } from './facets';
import { fieldGroups, filterValue, toLine, fieldValue, type LogRecord } from './records';

const RECORD: LogRecord = {
  id: '1-a', timestamp: '2026-01-01T00:00:01.5Z', timestamp_ns: '1767225601500000000', level: 'Warning', severity_number: 13, severity_text: 'Warning', service: 'shop',
  environment: 'prod', version: '1.2', body: 'slow', trace_id: 'ab', span_id: '', user_id: 'u1', request_id: '', event: '',
  attributes: { 'http.route': '/x', 'user.id': 'u1', host: 'from attribute' }, resource: { 'service.name': 'shop', 'host.name': 'vm', host: 'from resource' }, scope: { name: 'lib' }, received_at_ms: 0,
};

describe('a log record', () => {
  it('becomes a line', () => {
    expect(toLine(RECORD)).toMatchObject({ id: '1-a', seconds: 1_767_225_601.5, level: 'warn', service: 'shop', traced: true });
  });

  it.each([
    ['env', 'prod'], ['deployment.environment.name', 'prod'], ['message', 'slow'], ['scope', 'lib'], ['http.route', '/x'],
    ['host', 'from attribute'], ['resource.host', 'from resource'], ['attr.host', 'from attribute'], ['host.name', 'vm'], ['nothing', ''],
  ])('has under %s: %s', (field, value) => {
    expect(fieldValue(RECORD, field)).toBe(value);
  });

  it('says everything once', () => {
    const groups = Object.fromEntries(fieldGroups(RECORD).map(({ title, fields }) => [title, fields.map(([name]) => name)]));
    expect(groups).toEqual({
      Record: ['level', 'service', 'env', 'version', 'trace_id', 'user_id', 'scope'],
      Attributes: ['http.route', 'host'],
      Resource: ['host.name', 'host'],
    });
  });

  it('is filtered by its level as the language writes it', () => {
    expect(filterValue('level', 'Warning')).toBe('warn');
    expect(filterValue('x', 'Warning')).toBe('Warning');
  });
});

describe('facets', () => {
  const field = (place: 'column' | 'attribute' | 'resource', name: string, records: number, distinct: number) => ({ place, name, records, distinct, values: [{ value: 'v', records }] });

  it('begin with level and service, then what splits the records best; repetitions are left out', () => {
    const facets = facetsOf(
      [field('attribute', 'request.key', 100, 100), field('resource', 'host.name', 100, 1), field('attribute', 'http.route', 90, 6), field('resource', 'service.name', 100, 2), field('column', 'service', 100, 2), field('column', 'level', 100, 3), field('attribute', 'with space', 9, 2)],
      100,
    );
    expect(facets.map(({ name }) => name)).toEqual(['level', 'service', 'http.route', 'request.key', 'host.name']);
  });

  it('prefers a handful of values over one, and over one per record', () => {
    const use = (distinct: number) => usefulness({ records: 100, distinct, place: 'attribute' }, 100);
    expect(use(5)).toBeGreaterThan(use(1));
    expect(use(5)).toBeGreaterThan(use(5000));
  });
});
