import { useCallback, useMemo } from 'react';
import { IconCpu } from '@tabler/icons-react';
import { useParams, useSearch } from '@tanstack/react-router';
import type { ChartPoint } from '@/charts/TimeSeries/types';
import { hostLink } from '@/core/links';
import { useTimeRange } from '@/core/useTimeRange';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Charts } from '../panels/Charts';
import type { Figures } from '../panels/model/values';
import { PromChart } from '../panels/PromChart';
import { useFigures } from '../panels/useFigures';
import { Verdicts } from '../panels/Verdicts';
import { View } from '@/ui/View/View';
import { CPU_CHARTS, DISK_CHARTS, MEMORY_CHARTS, NETWORK_CHARTS, PRESSURE, PROCESS_CHARTS } from './charts';
import { hostsOf, type Host } from './model/hosts';
import { DETAILS, HOSTS, TRENDS } from './model/queries';
import { Cores } from './parts/Cores';
import { Disks } from './parts/Disks';
import { HostHead } from './parts/HostHead';
import { HostTiles } from './parts/HostTiles';
import { Interfaces } from './parts/Interfaces';
import { Kernel } from './parts/Kernel';
import { Processes } from './parts/Processes';
import { readHostSearch } from './search';

/** Everything of one host on one page: what is wrong, what uses it up, since when, and when its disks are full. */
export function HostPage() {
  const { instance = '' } = useParams({ strict: false });
  const { job } = readHostSearch(useSearch({ strict: false }));
  const all = useMemo(() => ({ instance, ...(job ? { job } : {}) }), [instance, job]);
  const figures = useFigures(HOSTS, all);
  const trends = useFigures(TRENDS, all, { slow: true });
  const now = useTimeRange().resolve().end;
  return (
    <View>
      <QueryBody
        query={figures}
        skeleton={<Panel title={instance}><TableSkeleton rows={10} /></Panel>}
        isEmpty={(found) => hostsOf(found, undefined, now).length === 0}
        empty={<Panel title={instance}><Empty title="No host of this name was seen within a day" hint="Choose a time at which it was there, or look for it under “Hosts”." /></Panel>}
      >
        {(found) => <Found host={hostsOf(found, trends.data, now)[0]!} figures={found} trends={trends.data} now={now} />}
      </QueryBody>
    </View>
  );
}

function Found({ host, figures, trends, now }: { host: Host; figures: Figures; trends: Figures | undefined; now: number }) {
  const { instance, job } = host;
  const of = useMemo(() => ({ instance, job }), [instance, job]);
  const details = useFigures(DETAILS, of);
  const known = useMemo(() => ({ ...figures, ...details.data }), [figures, details.data]);
  const links = useCallback((point: ChartPoint) => [{ label: 'Processes at this moment', link: hostLink(instance, { at: point.time }), icon: IconCpu }], [instance]);
  const chart = (spec: (typeof CPU_CHARTS)[number]) => <PromChart key={spec.id} spec={spec} of={of} figures={known} links={links} />;
  return (
    <>
      <HostHead host={host} details={details.data} now={now} />
      <Verdicts label={instance} verdicts={host.verdicts} quiet={host.silent ? 'Nothing is known of it now' : 'Nothing out of the ordinary'} unknown={host.silent} />
      <HostTiles host={host} of={of} now={now} />
      <Charts>
        {CPU_CHARTS.map(chart)}
        <Cores of={of} />
        {chart(PRESSURE)}
        {MEMORY_CHARTS.map(chart)}
      </Charts>
      <Processes of={of} />
      <Charts>{PROCESS_CHARTS.map(chart)}</Charts>
      <Disks of={of} figures={figures} trends={trends} details={details.data} now={now} />
      <Charts>
        {DISK_CHARTS.map(chart)}
        <Kernel details={details} />
      </Charts>
      <Interfaces of={of} />
      <Charts>{NETWORK_CHARTS.map(chart)}</Charts>
    </>
  );
}
