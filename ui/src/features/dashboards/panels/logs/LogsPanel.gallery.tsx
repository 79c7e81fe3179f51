import type { LogRow, TraceRow } from '../../model/frames';
import { Sample } from '../parts/Sample';
import { answer, panel, START } from '../samples';

const log = (i: number, level: string, service: string, body: string): LogRow => ({
  id: String(i), level, service, body, timestamp: new Date((START + i * 7) * 1000).toISOString(), timestamp_ns: String((START + i * 7) * 1e9), received_at_ms: (START + i * 7) * 1000, attributes: {}, resource: {}, scope: {},
  environment: '', event: '', request_id: '', severity_number: 9, severity_text: level, span_id: '', trace_id: '', user_id: '', version: '',
});
const LOGS = [log(3, 'ERROR', 'checkout', 'payment of order 1841 was refused: card expired'), log(2, 'WARN', 'catalog', 'cache is cold'), log(1, 'INFO', 'checkout', 'order 1841 accepted')];

const trace = (i: number, service: string, name: string, ms: number, errors: number): TraceRow => ({
  trace_id: `0000000000000000000000000000000${i}`, start: new Date((START + i * 20) * 1000).toISOString(), start_ns: String((START + i * 20) * 1e9), duration_ms: ms, root_service: service, root_name: name,
  span_count: 12 * i, error_count: errors, matched_count: 1, matched_spans: [], services: [],
});
const TRACES = [trace(3, 'checkout', 'POST /orders', 812, 2), trace(2, 'catalog', 'GET /products', 41, 0), trace(1, 'frontend', 'GET /', 120, 0)];

export const gallery = {
  title: 'Logs and traces panels',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample panel={panel('logs', { title: 'Newest lines' })} data={answer([], { logs: LOGS })} height={90} />
      <Sample panel={panel('traces', { title: 'Newest traces' })} data={answer([], { traces: TRACES })} height={140} />
      <Sample panel={panel('logs', { title: 'No lines' })} data={answer([], { logs: [] })} height={120} />
    </div>
  ),
};
