import { describe, expect, it } from 'vitest';
import type { Schemas } from '@/api/client';
import { facetsOf } from './facets';

const field = (place: Schemas['LogField']['place'], name: string, distinct = 3, records = 10): Schemas['LogField'] => ({
  place, name, records, distinct, values: [{ value: 'a', records }],
});
const names = (fields: Schemas['LogField'][]) => facetsOf(fields).map(({ name }) => name);

describe('the fields of spans', () => {
  it('begin with status, service and environment', () => {
    expect(names([field('attribute', 'http.route'), field('column', 'environment'), field('column', 'service'), field('column', 'status')])).toEqual([
      'status', 'service', 'env', 'http.route',
    ]);
  });

  it('go on with what splits spans, and end with single values and ids', () => {
    expect(names([field('attribute', 'session.id', 900), field('resource', 'zone'), field('attribute', 'sdk', 1), field('attribute', 'rare', 3, 1), field('attribute', 'route')])).toEqual([
      'route', 'rare', 'zone', 'sdk', 'session.id',
    ]);
  });

  it('name nothing twice and nothing that cannot be searched', () => {
    expect(names([field('column', 'version'), field('resource', 'service.version'), field('attribute', 'with space')])).toEqual(['version']);
  });

  it('count spans and call a name an operation', () => {
    expect(facetsOf([field('column', 'name', 30, 7)])).toEqual([{ name: 'name', label: 'operation', distinct: 30, values: [{ value: 'a', count: 7 }] }]);
  });
});
