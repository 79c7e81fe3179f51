import { formatValue, thousands } from '@/core/format';
import { largest, one, total, type Figures } from '../../panels/model/values';
import type { ChartSpec, Verdict } from '../../panels/types';
import type { SystemSpec } from '../types';

const P95 = (protocol: string) => `histogram_quantile(0.95, sum by (le) (rate(${protocol}_responses_duration_seconds_bucket{$of}[$rate])))`;
const REQUESTS = 'sum(rate({__name__=~"(rest|grpc)_responses_total", $of}[$rate]))';

const FIGURES = {
  version: 'qdrant_version_info{$of} or app_info{$of}',
  collections: 'qdrant_collections{$of} or collections_total{$of}',
  points: 'sum(qdrant_collection_points{$of})',
  requests: REQUESTS,
  p95: P95('rest'),
  probe: 'max by (collection) (qdrant_probe_duration_seconds{$of})',
  failed: 'qdrant_probe_success{$of} == 0',
  status: 'qdrant_collection_status{$of, status!="green"} == 1',
  optimiser: 'qdrant_collection_optimizer_ok{$of} == 0',
  dead: 'sum by (collection) (qdrant_collection_replicas{$of, state="Dead"}) > 0',
  queue: 'max by (collection) (qdrant_collection_update_queue_length{$of})',
  consensus: 'qdrant_cluster_consensus_ok{$of}',
  memory: 'memory_resident_bytes{$of}',
  bytes: 'sum(qdrant_collection_vectors_bytes{$of}) + sum(qdrant_collection_payloads_bytes{$of})',
};

const CHARTS: readonly ChartSpec[] = [
  { id: 'requests', title: 'Requests', note: 'by endpoint, the busiest', unit: '/s', kind: 'stackedArea', lines: [{ query: 'topk(8, sum by (method, endpoint) (rate({__name__=~"(rest|grpc)_responses_total", $of}[$rate])) > 0)', name: 'requests' }], empty: 'No requests were measured' },
  { id: 'latency', title: 'Request latency', note: 'p95', unit: 's', lines: [{ query: P95('rest'), name: 'REST' }, { query: P95('grpc'), name: 'gRPC' }], empty: 'No requests were measured' },
  { id: 'probe', title: 'Our own query', note: 'the one nearest point, by collection', unit: 's', lines: [{ query: FIGURES.probe, name: 'query', label: '{{collection}}' }], empty: 'No collection was queried', hint: 'Sardonyx’s collector queries each collection; an exporter does not.' },
  { id: 'points', title: 'Points', note: 'by collection', unit: 'short', kind: 'stackedArea', lines: [{ query: 'sum by (collection) (qdrant_collection_points{$of})', name: 'points', label: '{{collection}}' }], empty: 'No collection has points' },
  { id: 'optimisations', title: 'Optimisations', note: 'share of time', unit: 'ratio', lines: [{ query: 'sum by (collection) (rate(qdrant_collection_optimization_seconds_total{$of}[$rate]))', name: 'optimising', label: '{{collection}}' }], empty: 'No optimisations were measured' },
  { id: 'memory', title: 'Memory', unit: 'bytes', lines: [{ query: 'memory_resident_bytes{$of}', name: 'resident' }, { query: 'memory_allocated_bytes{$of}', name: 'allocated' }], empty: 'The server tells no memory' },
];

function verdicts(figures: Figures): Verdict[] {
  const found: Verdict[] = [];
  for (const { labels } of figures.failed ?? []) found.push({ tone: 'critical', text: `${labels.collection} does not answer our query` });
  for (const { labels } of figures.status ?? []) found.push({ tone: labels.status === 'red' ? 'critical' : 'warning', text: `${labels.collection} is ${labels.status}` });
  for (const { labels } of figures.optimiser ?? []) found.push({ tone: 'error', text: `the optimiser of ${labels.collection} stopped with an error` });
  for (const { labels, value } of figures.dead ?? []) found.push({ tone: 'error', text: `${thousands(value)} ${value === 1 ? 'replica' : 'replicas'} of ${labels.collection} ${value === 1 ? 'is' : 'are'} dead` });
  if (one(figures, 'consensus') === 0) found.push({ tone: 'critical', text: 'the cluster has no consensus' });
  return found;
}

export const QDRANT: SystemSpec = {
  label: 'Qdrant',
  // Qdrant's own metrics, scraped without our collector, have no `up` of theirs.
  seen: '{$of, __name__=~"qdrant_up|collections_total"}',
  answers: 'qdrant_up{$of} or on (job, instance) (collections_total{$of} >= bool 0)',
  figures: FIGURES,
  histories: { points: FIGURES.points, requests: FIGURES.requests, p95: FIGURES.p95, probe: 'max(qdrant_probe_duration_seconds{$of})', memory: FIGURES.memory },
  facts: (figures) => {
    const version = figures.version?.[0]?.labels.version;
    return [version !== undefined && `Qdrant ${version}`];
  },
  verdicts,
  quiet: (figures) => ['Nothing out of the ordinary', (figures.probe ?? []).length > 0 && 'every collection answers our query'].filter(Boolean).join(' · '),
  tiles: (figures) => {
    const slowest = largest(figures, 'probe');
    return [
      { label: 'Collections', value: formatValue(one(figures, 'collections'), 'short') },
      { label: 'Points', value: formatValue(total(figures, 'points'), 'short'), history: 'points' },
      { label: 'Requests', value: formatValue(one(figures, 'requests'), '/s'), history: 'requests' },
      { label: 'Latency p95', value: formatValue(one(figures, 'p95'), 's'), note: 'REST', history: 'p95' },
      { label: 'Our query', value: formatValue(slowest?.value, 's'), note: slowest && `slowest: ${slowest.labels.collection}`, history: 'probe' },
      { label: 'Memory', value: formatValue(one(figures, 'memory'), 'bytes'), history: 'memory' },
    ];
  },
  charts: CHARTS,
  dashboard: 'sardonyx-qdrant',
  setup: {
    own: 'Sardonyx asks Qdrant itself: its metrics, its collections, and one small query of each. A server on the same Compose host is found by itself, others are named:',
    setting: `# sardonyx.yaml
collectors:
  qdrant: ["http://:READ_ONLY_KEY@qdrant.example.com:6333"]`,
    grant: { label: 'A key that may only read, where the server wants one:', code: 'QDRANT__SERVICE__READ_ONLY_API_KEY=READ_ONLY_KEY' },
    exporter: 'Prometheus against Qdrant’s /metrics',
  },
};
