import { describe, expect, it } from 'vitest';
import { traceFigures } from './traceFigures';

const span = (span_id: string, parent_id: string, start_ns: string, duration_ns: number, service = 'web', status = 'unset') => ({ span_id, parent_id, name: `name ${span_id}`, service, status, start_ns, duration_ns });

describe('the figures of a trace', () => {
  it('last from the first start to the last end, to the nanosecond', () => {
    const spans = [span('b', 'a', '1795432294765107800', 5_000_000, 'db', 'error'), span('a', '', '1795432294765107712', 2_000_000)];
    expect(traceFigures(spans)).toEqual({ name: 'name a', milliseconds: 5.000_088, spans: 2, services: 2, errors: 1 });
  });

  it('are named after the first span whose parent is not there', () => {
    expect(traceFigures([span('c', 'gone', '10', 1)])?.name).toBe('name c');
  });

  it('are none without spans', () => {
    expect(traceFigures([])).toBeUndefined();
  });
});
