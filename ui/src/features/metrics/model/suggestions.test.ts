import { describe, expect, it } from 'vitest';
import { tryParse } from '@/core/promql/syntax/parse';
import { metricGroups, suggestionsFor } from './suggestions';

const METADATA = {
  shop_orders_total: [{ type: 'counter', help: 'Orders placed.', unit: '' }],
  shop_carts: [{ type: 'gauge', help: 'Open carts', unit: '' }],
  shop_wait_seconds: [{ type: 'histogram', help: 'Waiting time', unit: 'seconds' }],
};
const METRICS = ['shop_carts', 'shop_orders_total', 'shop_wait_seconds_bucket', 'shop_wait_seconds_count', 'shop_wait_seconds_sum', 'up'];

describe('suggestions', () => {
  it('ask only for what is stored, known questions first', () => {
    expect(suggestionsFor(METRICS, METADATA)).toEqual([
      { title: 'Which targets answer', expression: 'up' },
      { title: 'Open carts', expression: 'shop_carts' },
      { title: 'Orders placed', expression: 'rate(shop_orders_total[5m])' },
      { title: 'Waiting time', expression: 'histogram_quantile(0.95, sum by (le) (rate(shop_wait_seconds_bucket[5m])))' },
    ]);
    expect(suggestionsFor([], {})).toEqual([]);
  });

  it('leave room for what only these people have', () => {
    const everybody = ['node_cpu_seconds_total', 'node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'node_network_receive_bytes_total', 'log_records_total', 'process_resident_memory_bytes', 'traces_span_metrics_calls_total'];
    const about = { ...METADATA, process_max_fds: [{ type: 'gauge', help: 'Most open files', unit: '' }] };
    const titles = suggestionsFor([...everybody, 'process_max_fds', ...METRICS], about).map(({ title }) => title);
    expect(titles).toHaveLength(8);
    expect(titles.slice(-3)).toEqual(['Open carts', 'Orders placed', 'Waiting time']);
  });

  it('can all be read', () => {
    const names = ['http_server_request_duration_seconds_bucket', 'traces_span_metrics_calls_total', 'node_cpu_seconds_total', 'node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'node_network_receive_bytes_total', 'log_records_total'];
    const found = suggestionsFor(names, {});
    expect(found).toHaveLength(8);
    for (const { expression } of found) expect(tryParse(expression), expression).toBeDefined();
  });
});

it('groups of metrics come by size', () => {
  expect(metricGroups(METRICS)).toEqual([{ prefix: 'shop', count: 5 }, { prefix: 'up', count: 1 }]);
});
