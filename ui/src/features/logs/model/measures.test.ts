import { describe, expect, it } from 'vitest';
import { COUNT, measureName, measureUnit, readMeasures, writeMeasures } from './measures';

describe('measures of the table', () => {
  it('are read from the URL and written back', () => {
    const measures = readMeasures('count,p95:duration_ms,unique:user.id');
    expect(measures).toEqual([COUNT, { op: 'p95', field: 'duration_ms' }, { op: 'unique', field: 'user.id' }]);
    expect(writeMeasures(measures)).toBe('count,p95:duration_ms,unique:user.id');
  });

  it('count records where nothing of the URL can be read', () => {
    expect(readMeasures('p95,median:x,avg:not a field')).toEqual([COUNT]);
    expect(readMeasures(undefined)).toEqual([COUNT]);
    expect(writeMeasures([COUNT])).toBeUndefined();
  });

  it.each([['duration_ms', 'ms'], ['http.wait.seconds', 's'], ['body_bytes', 'bytes'], ['items', 'short'], ['status', 'short']])('know the unit of %s', (field, unit) => {
    expect(measureUnit({ op: 'p95', field })).toBe(unit);
    expect(measureUnit({ op: 'unique', field })).toBe('short');
  });

  it('have a name', () => {
    expect([COUNT, { op: 'p95', field: 'a' } as const, { op: 'avg', field: 'a' } as const].map(measureName)).toEqual(['records', 'p95 a', 'average a']);
  });
});
