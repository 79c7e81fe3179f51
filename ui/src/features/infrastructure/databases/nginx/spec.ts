import { formatValue } from '@/core/format';
import { one, type Figures } from '../../panels/model/values';
import type { ChartSpec, Verdict } from '../../panels/types';
import type { SystemSpec } from '../types';

const FIGURES = {
  active: 'nginx_connections_active{$of}',
  reading: 'nginx_connections_reading{$of}',
  writing: 'nginx_connections_writing{$of}',
  waiting: 'nginx_connections_waiting{$of}',
  requests: 'rate(nginx_http_requests_total{$of}[$rate])',
  accepted: 'rate(nginx_connections_accepted{$of}[$rate])',
  perConnection: 'rate(nginx_http_requests_total{$of}[$rate]) / (rate(nginx_connections_handled{$of}[$rate]) > 0)',
  dropped: 'increase(nginx_connections_accepted{$of}[$range]) - increase(nginx_connections_handled{$of}[$range])',
};

const CHARTS: readonly ChartSpec[] = [
  { id: 'requests', title: 'Requests', unit: '/s', lines: [{ query: FIGURES.requests, name: 'requests' }], empty: 'No requests were measured' },
  {
    id: 'connections',
    title: 'Connections',
    note: 'by what they do',
    unit: 'short',
    kind: 'stackedArea',
    lines: [{ query: FIGURES.reading, name: 'reading' }, { query: FIGURES.writing, name: 'writing' }, { query: FIGURES.waiting, name: 'waiting' }],
    empty: 'No connections were measured',
  },
  {
    id: 'accepted',
    title: 'Accepted and handled',
    note: 'apart: connections were dropped',
    unit: '/s',
    lines: [{ query: FIGURES.accepted, name: 'accepted' }, { query: 'rate(nginx_connections_handled{$of}[$rate])', name: 'handled', color: '--s3' }],
    empty: 'No connections were measured',
  },
  { id: 'per', title: 'Requests per connection', unit: 'short', lines: [{ query: FIGURES.perConnection, name: 'requests' }], empty: 'No connection was handled' },
];

function verdicts(figures: Figures): Verdict[] {
  const dropped = one(figures, 'dropped') ?? 0;
  return dropped >= 0.5 ? [{ tone: 'error', text: `${formatValue(dropped, 'short')} connections were dropped in this time range: worker_connections is reached` }] : [];
}

export const NGINX: SystemSpec = {
  label: 'nginx',
  seen: 'nginx_up{$of}',
  answers: 'nginx_up{$of}',
  figures: FIGURES,
  histories: { requests: FIGURES.requests, active: FIGURES.active, accepted: FIGURES.accepted },
  facts: () => [],
  verdicts,
  quiet: () => 'Nothing out of the ordinary · every accepted connection was handled',
  tiles: (figures) => [
    { label: 'Requests', value: formatValue(one(figures, 'requests'), '/s'), history: 'requests' },
    { label: 'Connections', value: formatValue(one(figures, 'active'), 'short'), note: `${formatValue(one(figures, 'waiting'), 'short')} waiting`, history: 'active' },
    { label: 'Accepted', value: formatValue(one(figures, 'accepted'), '/s'), history: 'accepted' },
    { label: 'Requests per connection', value: formatValue(one(figures, 'perConnection'), 'short') },
  ],
  charts: CHARTS,
  dashboard: 'sardonyx-nginx',
  setup: {
    own: 'Sardonyx reads nginx’s stub_status itself; no exporter is needed:',
    setting: `# sardonyx.yaml
collectors:
  nginx: ["http://127.0.0.1/stub_status"]`,
    grant: { label: 'In nginx:', code: 'location = /stub_status { stub_status; allow 127.0.0.1; deny all; }' },
    exporter: 'the nginx-prometheus-exporter',
  },
};
