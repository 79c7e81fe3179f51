import { expect, it } from 'vitest';
import { dropLabels, dropMetric } from './rules';

it('drops a metric by its name', () => expect(dropMetric('go_gc_cycles_total')).toContain('    regex: go_gc_cycles_total\n    action: drop'));

it('takes dots for dots', () => expect(dropMetric('http.server.duration')).toContain('regex: "http\\\\.server\\\\.duration"'));

it('empties labels one by one', () => {
  expect(dropLabels('requests_total', ['user_id', 'session'])).toBe(`metric_relabel_configs:
  - source_labels: [__name__]
    regex: requests_total
    target_label: user_id
    replacement: ""
  - source_labels: [__name__]
    regex: requests_total
    target_label: session
    replacement: ""`);
});
