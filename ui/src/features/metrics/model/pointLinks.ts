import { IconBook2, IconListSearch, IconRoute } from '@tabler/icons-react';
import type { PointLink } from '@/charts/TimeSeries/types';
import { logsAt, metricCatalogueLink, tracesAt } from '@/core/links';
import { familyOf } from '@/core/promql/unit';
import { serviceOf, type Origin } from './graphs';

/** Where a moment leads: logs and traces around it, of the line's service if it has one, and what its metric is. */
export function pointLinks(time: number, origin: Origin | undefined): PointLink[] {
  const service = origin && serviceOf(origin);
  const metric = origin?.labels.__name__;
  const of = service === undefined ? '' : ` of ${service}`;
  return [
    { label: `Logs${of} then`, link: logsAt(time, service), icon: IconListSearch },
    { label: `Traces${of} then`, link: tracesAt(time, service), icon: IconRoute },
    ...(metric ? [{ label: `About ${metric}`, link: metricCatalogueLink(familyOf(metric)), icon: IconBook2 }] : []),
  ];
}
