import type { Metadata } from '@/core/promql/answers';
import { printQuery } from '@/core/promql/builder/print';
import { usualOperations } from '@/core/promql/builder/query';
import { metadataOf } from '@/core/promql/unit';

export type Suggestion = { title: string; expression: string };

/** Questions worth asking of metrics that many people have: shown where all of `needs` are stored. */
const KNOWN: readonly (Suggestion & { needs: readonly string[] })[] = [
  {
    title: 'How long requests take, 95 of 100',
    needs: ['http_server_request_duration_seconds_bucket'],
    expression: 'histogram_quantile(0.95, sum by (le, service_name) (rate(http_server_request_duration_seconds_bucket[5m])))',
  },
  {
    title: 'Calls by service',
    needs: ['traces_span_metrics_calls_total'],
    expression: 'sum by (service_name) (rate(traces_span_metrics_calls_total[5m]))',
  },
  {
    title: 'Share of calls that fail',
    needs: ['traces_span_metrics_calls_total'],
    expression: 'sum by (service_name) (rate(traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"}[5m])) / sum by (service_name) (rate(traces_span_metrics_calls_total[5m]))',
  },
  { title: 'How busy the processors are', needs: ['node_cpu_seconds_total'], expression: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))' },
  { title: 'Memory in use', needs: ['node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'], expression: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes' },
  { title: 'How full the disks are', needs: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'], expression: '1 - node_filesystem_avail_bytes{fstype!="tmpfs"} / node_filesystem_size_bytes' },
  { title: 'What comes in over the network', needs: ['node_network_receive_bytes_total'], expression: 'rate(node_network_receive_bytes_total{device!="lo"}[5m])' },
  { title: 'Log records by level', needs: ['log_records_total'], expression: 'sum by (severity_text) (rate(log_records_total[5m]))' },
  { title: 'Which targets answer', needs: ['up'], expression: 'up' },
  { title: 'Memory by process', needs: ['process_resident_memory_bytes'], expression: 'process_resident_memory_bytes' },
];

/** So many are read at a glance, and so many of them are about what only these people have. */
const MOST = 8;
const OWN = 4;
/** What everybody's programs and hosts say of themselves: the known questions ask for that. */
const COMMON = new Set(['go', 'process', 'python', 'node', 'prometheus', 'promhttp', 'scrape', 'container', 'sardonyx', 'traces', 'log', 'target', 'up', 'net']);
const TYPES = ['histogram', 'counter', 'gauge'];

/** Queries that fit what is stored: known questions, and one each for people's own metrics of different kinds. */
export function suggestionsFor(metrics: readonly string[], metadata: Metadata): Suggestion[] {
  const stored = new Set(metrics);
  const known = KNOWN.filter(({ needs }) => needs.every((need) => stored.has(need))).map(({ title, expression }) => ({ title, expression }));
  const own = ownOf(metrics, metadata, known.map(({ expression }) => expression).join(' ')).slice(0, Math.max(OWN, MOST - known.length));
  return [...known.slice(0, MOST - own.length), ...own];
}

function ownOf(metrics: readonly string[], metadata: Metadata, said: string): Suggestion[] {
  const seen = new Set<string>();
  return metrics.flatMap((metric) => {
    const about = metadataOf(metric, metadata);
    const kind = `${prefixOf(metric)} ${about?.type}`;
    if (!about || about.help === '' || !TYPES.includes(about.type) || /_(?:sum|count|info)$/.test(metric)) return [];
    if (COMMON.has(prefixOf(metric)) || seen.has(kind) || said.includes(metric)) return [];
    seen.add(kind);
    return [{ title: about.help.replace(/\.\s*$/, ''), expression: printQuery({ metric, matchers: [], operations: usualOperations(metric, about.type) }) }];
  });
}

const prefixOf = (metric: string): string => metric.split('_')[0]!;

/** How many metrics begin with the same word, most first. */
export function metricGroups(metrics: readonly string[]): { prefix: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const metric of metrics) counts.set(prefixOf(metric), (counts.get(prefixOf(metric)) ?? 0) + 1);
  return [...counts].map(([prefix, count]) => ({ prefix, count })).toSorted((a, b) => b.count - a.count || (a.prefix < b.prefix ? -1 : 1));
}
