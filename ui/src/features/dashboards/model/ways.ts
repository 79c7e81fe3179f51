import { IconChartLine, IconListSearch, IconRoute } from '@tabler/icons-react';
import type { PointLink } from '@/charts/TimeSeries/types';
import { logsAt, metricsLink, tracesAt } from '@/core/links';
import type { PanelLink } from './dashboard';
import type { PanelPoint } from './frames';
import { ALL, interpolated, titled, type Chosen, type Scope } from './interpolation';

/** Labels that name a service as its spans and records do. */
const SERVICE_LABELS = ['service_name', 'service'];

/** Where a point of a chart leads: logs and traces of that moment, of the line's service if it has one, and the query itself. */
export function waysFrom({ time, series }: PanelPoint, asked: readonly { ref: string; text: string; language: string }[]): PointLink[] {
  const service = series && SERVICE_LABELS.map((label) => series.labels[label]).find((value) => value !== undefined && value !== '');
  const of = service === undefined ? '' : ` of ${service}`;
  const query = asked.find(({ ref, language }) => language === 'promql' && ref === (series?.ref ?? ref));
  return [
    { label: `Logs${of} then`, link: logsAt(time, service), icon: IconListSearch },
    { label: `Traces${of} then`, link: tracesAt(time, service), icon: IconRoute },
    ...(query ? [{ label: 'Explore the query', link: metricsLink([query.text]), icon: IconChartLine }] : []),
  ];
}

/** A link of a panel or dashboard with its variables put in; null for addresses that are not followed. */
export function linkTo({ title, url, new_tab }: PanelLink, scope: Scope, given: Readonly<Record<string, string>>): { title: string; url: string; newTab: boolean } | null {
  const put = interpolated(url, mapped(scope), given, 'raw').trim();
  if (!/^(https?:\/\/|\/(?!\/))/i.test(put)) return null;
  return { title: titled(title, scope) || put, url: put, newTab: new_tab };
}

/** Every value as an address may hold it. */
const mapped = (scope: Scope): Scope =>
  Object.fromEntries(
    Object.entries(scope).map(([name, chosen]): [string, Chosen] => [name, chosen.values.includes(ALL) ? { values: [encodeURIComponent(ALL)] } : { values: chosen.values.map(encodeURIComponent) }]),
  );
