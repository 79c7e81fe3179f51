import { useCallback, useMemo } from 'react';
import { IconListSearch, IconRoute, IconTopologyStar3 } from '@tabler/icons-react';
import type { RedTimeline, Time } from '@/api/services';
import { byService, type RedColumns } from '@/charts/red/red';
import type { Annotation, ChartPoint, PointLink } from '@/charts/TimeSeries/types';
import type { Unit } from '@/core/format';
import { logsAt, serviceLink, tracesAt } from '@/core/links';
import { useServiceTokens } from '@/core/serviceSlots';
import { ChartPanel } from '@/ui/ChartPanel/ChartPanel';
import type { PanelQuery } from '@/ui/Panel/QueryBody';

/** More lines than this cannot be told apart: the busiest services are drawn. */
const LINES = 12;

type Props = {
  title: string;
  note: string;
  figure: (columns: RedColumns, i: number) => number;
  unit: Unit;
  time: Time;
  red: PanelQuery<RedTimeline>;
  annotations: readonly Annotation[];
};

/** One figure over time, a line per service, with what changed. */
export function ByService({ title, note, figure, unit, time, red, annotations }: Props) {
  const tokenOf = useServiceTokens();
  const { data } = red;
  const chart = useMemo(() => data && byService(data, figure, unit, tokenOf, LINES), [data, figure, unit, tokenOf]);
  const links = useCallback(waysOn, []);
  const left = (data?.services.length ?? 0) - LINES;
  return (
    <ChartPanel
      title={title}
      note={left > 0 ? `${note} · the ${LINES} busiest, ${left} more are not drawn` : note}
      query={{ ...red, data: chart }}
      kind="lines"
      empty="No requests in this time range"
      onZoom={time.show}
      annotations={annotations}
      links={links}
    />
  );
}

function waysOn({ time, series }: ChartPoint): PointLink[] {
  const ways: PointLink[] = [
    { label: series ? `Log records of ${series}` : 'Log records', link: logsAt(time, series), icon: IconListSearch },
    { label: series ? `Traces through ${series}` : 'Traces', link: tracesAt(time, series), icon: IconRoute },
  ];
  return series ? [...ways, { label: `Service ${series}`, link: serviceLink(series), icon: IconTopologyStar3 }] : ways;
}
