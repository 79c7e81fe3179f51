import { Findings } from './Findings';
import type { Finding } from './words';

const SLOW: Finding = {
  kind: 'latency',
  service: 'checkout',
  severity: 'error',
  value: 842,
  usual: 105,
  since: null,
  over: false,
  operation: 'POST /checkout',
  cause: { kind: 'own', name: '', via: [] },
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  span_id: '',
};

export const gallery = {
  title: 'Findings',
  group: 'Feedback' as const,
  render: () => (
    <Findings
      label="What is wrong"
      findings={[
        SLOW,
        { ...SLOW, service: 'web', value: 1210, usual: 460, severity: 'warning', cause: { kind: 'service', name: 'checkout', via: [] } },
        { ...SLOW, kind: 'silent', service: 'mailer', severity: 'warning', value: 250, usual: null, operation: '', trace_id: '', cause: { kind: 'unknown', name: '', via: [] } },
      ]}
    />
  ),
};
