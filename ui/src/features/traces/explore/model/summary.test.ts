import { describe, expect, it } from 'vitest';
import type { TraceSummary } from '../../api';
import { toLine } from './summary';

const span = (name: string, service: string) => ({ span_id: `id of ${name}`, name, service, status: 'Unset', start_ns: '0', duration_ns: 1 });
const TRACE: TraceSummary = {
  trace_id: 't', root_service: 'shop', root_name: 'POST /pay', start: '2026-01-01T00:00:00.5Z', start_ns: '1767225600500000000', duration_ms: 12.5,
  span_count: 3, error_count: 1, services: [{ service: 'bank', spans: 2 }, { service: 'shop', spans: 1 }], matched_count: 1, matched_spans: [span('charge', 'bank')],
};

describe('a line of the list', () => {
  it('is named by the root and says which span matched', () => {
    expect(toLine(TRACE, true)).toEqual({
      id: 't', seconds: 1_767_225_600.5, ms: 12.5, service: 'shop', name: 'POST /pay', rootless: false, spans: 3, errors: 1, services: ['bank', 'shop'],
      match: { spanId: 'id of charge', name: 'charge', service: 'bank' },
    });
  });

  it('explains nothing when the root matched, or when nothing was asked', () => {
    expect(toLine({ ...TRACE, matched_spans: [span('POST /pay', 'shop')] }, true).match).toBeUndefined();
    expect(toLine(TRACE, false).match).toBeUndefined();
  });

  it('borrows the name of a span while the root is missing', () => {
    expect(toLine({ ...TRACE, root_name: '', root_service: '' }, false)).toMatchObject({ service: 'bank', name: 'charge', rootless: true });
  });
});
