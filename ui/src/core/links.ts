import { spellValue } from './search/spelling';

/**
 * Where pages lead to each other. Features never import one another: a pivot is a function here, so a route changes in one place.
 * Each returns what `<Link {...logsLink({ query })}>` and `navigate(logsLink({ query }))` want. The time range, the refresh rate and
 * the time zone stay on every link by themselves; `from` and `to` (as in the URL: `now-1h` or epoch milliseconds) replace the range.
 */
export type LinkTarget = { to: string; params?: Record<string, string>; search?: Record<string, string | undefined> };

type Search = { query?: string; from?: string; to?: string };

/** The metrics explorer calls its queries a, b, c … */
const FIRST_LETTER = 97;

/** How far around an instant one looks for its cause. */
const AROUND_SECONDS = 60;

export const overviewLink = (): LinkTarget => ({ to: '/' });

export const servicesLink = (): LinkTarget => ({ to: '/services' });

export const serviceLink = (name: string): LinkTarget => ({ to: '/services/$service', params: { service: name } });

/** A service as it was within a minute of an instant. */
export const serviceAt = (name: string, epochSeconds: number): LinkTarget => ({ ...serviceLink(name), search: around(epochSeconds) });

export const logsLink = (search: Search = {}): LinkTarget => ({ to: '/explore/logs', search });

/** Who sends log records, and what became of them. */
export const logSourcesLink = (): LinkTarget => ({ to: '/explore/logs/sources' });

/** The log records within a minute of an instant, all of them or those of one service. */
export const logsAt = (epochSeconds: number, service?: string): LinkTarget =>
  logsLink({ query: service && serviceQuery(service), ...around(epochSeconds) });

/** One record, open beside those of its service within a minute of it. */
export const logRecordLink = (id: string, epochSeconds: number, service: string): LinkTarget => {
  const { to, search } = logsAt(epochSeconds, service);
  return { to, search: { ...search, sel: id } };
};

export const tracesLink = (search: Search = {}): LinkTarget => ({ to: '/explore/traces', search });

/** The traces that began within a minute of an instant, all of them or those through one service. */
export const tracesAt = (epochSeconds: number, service?: string): LinkTarget =>
  tracesLink({ query: service && serviceQuery(service), ...around(epochSeconds) });

/** One trace, with a span of it selected. */
export const traceLink = (traceId: string, spanId?: string): LinkTarget => ({
  to: '/traces/$traceId',
  params: { traceId },
  search: spanId ? { span: spanId } : {},
});

/** The metrics explorer with these queries, in PromQL. */
export const metricsLink = (queries: readonly string[] = [], range: Pick<Search, 'from' | 'to'> = {}): LinkTarget => ({
  to: '/explore/metrics',
  search: { ...Object.fromEntries(queries.map((query, i) => [String.fromCodePoint(FIRST_LETTER + i), query])), ...range },
});

export const dashboardsLink = (): LinkTarget => ({ to: '/dashboards' });

/** One dashboard; `search` may choose for its variables (`var-name`), open a panel (`panel`) or its editor (`edit`). */
export const dashboardLink = (uid: string, search: Record<string, string | undefined> = {}): LinkTarget => ({ to: '/dashboards/$uid', params: { uid }, search });

export const infrastructureLink = (): LinkTarget => ({ to: '/infrastructure' });

export const hostsLink = (): LinkTarget => ({ to: '/infrastructure/hosts' });

/** The hosts whose name holds these words, within a minute of an instant. */
export const hostsCalledLink = (words: string, epochSeconds: number): LinkTarget => ({ to: '/infrastructure/hosts', search: { q: words, ...around(epochSeconds) } });

/** One host, by its `instance`; `job` where several watch it, `at` (epoch seconds) for its processes at that moment. */
export const hostLink = (instance: string, { job, at }: { job?: string; at?: number } = {}): LinkTarget => ({
  to: '/infrastructure/hosts/$instance',
  params: { instance },
  search: { job, at: at === undefined ? undefined : String(Math.round(at)) },
});

/** All containers, with one of them open by its name. */
export const containersLink = (name?: string): LinkTarget => ({ to: '/infrastructure/containers', search: name ? { open: name } : {} });

/** The page of a technology: `postgresql`, `redis`, `nginx`, `qdrant`. `server` is the instance in view. */
export const systemLink = (system: string, server?: string): LinkTarget => ({ to: `/infrastructure/${system}`, search: server ? { server } : {} });

export const networkLink = (): LinkTarget => ({ to: '/infrastructure/network' });

export const capacityLink = (): LinkTarget => ({ to: '/infrastructure/capacity' });

/** The catalogue of metrics, with one of them open. */
export const metricCatalogueLink = (metric?: string): LinkTarget => ({ to: '/infrastructure/metrics', search: metric ? { metric } : {} });

/** The metrics whose name or help holds these words. */
export const metricsCalledLink = (words: string): LinkTarget => ({ to: '/infrastructure/metrics', search: { q: words } });

/** The metrics of a job, service or instance. */
export const sourceCatalogueLink = (source: string): LinkTarget => ({ to: '/infrastructure/metrics', search: { source } });

/** What is scraped; `pool` names a job. */
export const targetsLink = (pool?: string): LinkTarget => ({ to: '/infrastructure/targets', search: pool ? { pool } : {} });

export const cardinalityLink = (): LinkTarget => ({ to: '/infrastructure/cardinality' });

/** The board of all monitors; `state` is one of theirs, or `failing`. */
export const uptimeLink = (search: { state?: string; group?: string; service?: string } = {}): LinkTarget => ({ to: '/uptime', search });

/** One monitor; `at` (ISO text) opens the check of that instant. */
export const monitorLink = (id: string, at?: string): LinkTarget => ({ to: '/uptime/monitors/$monitor', params: { monitor: id }, search: at ? { at } : {} });

/** The form of a monitor, `kind` chosen ahead. */
export const newMonitorLink = (kind?: string): LinkTarget => ({ to: '/uptime/new', search: kind ? { kind } : {} });

export const editMonitorLink = (id: string): LinkTarget => ({ to: '/uptime/monitors/$monitor/edit', params: { monitor: id }, search: {} });

/** A view of uptime beside the board: `heartbeats`, `maintenance`, `status-pages`, `reports`, `dependencies`, `conformance`. */
export const uptimeViewLink = (view: string, search: Record<string, string | undefined> = {}): LinkTarget => ({ to: `/uptime/${view}`, search });

export const incidentsLink = (search: { state?: string; service?: string } = {}): LinkTarget => ({ to: '/incidents', search });

export const incidentLink = (id: string): LinkTarget => ({ to: '/incidents/$incident', params: { incident: id }, search: {} });

/** Alerts that fire or wait, and the rules behind them; `open` is what stands open beside the list. */
export const alertsLink = (search: { view?: 'rules'; state?: string; q?: string; open?: string } = {}): LinkTarget => ({ to: '/alerts', search });

/** A section of the settings; `open` is the id of what stands open beside its list, or `new` for its form. */
export const settingsLink = (section: string, open?: string): LinkTarget => ({ to: '/settings/$section', params: { section }, search: { open } });

export const sendDataLink = (): LinkTarget => ({ to: '/send' });

export const componentsLink = (): LinkTarget => ({ to: '/dev/components' });

/** A query for one service. */
export const serviceQuery = (service: string): string => `service:${spellValue(service)}`;

function around(epochSeconds: number): { from: string; to: string } {
  const at = (shift: number) => String(Math.round((epochSeconds + shift) * 1000));
  return { from: at(-AROUND_SECONDS), to: at(AROUND_SECONDS) };
}
