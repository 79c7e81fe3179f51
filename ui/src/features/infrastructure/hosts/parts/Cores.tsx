import { useMemo } from 'react';
import { useTimeRange } from '@/core/useTimeRange';
import { useZone } from '@/core/timeZone';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useSearchPatch } from '@/core/useSearchPatch';
import type { Of } from '../../panels/model/fill';
import { useChart } from '../../panels/useChart';
import { CORES } from '../model/queries';
import type { HostSearch } from '../search';
import { CoreHeat } from './CoreHeat';
import styles from './Cores.module.css';

const SPEC = { lines: [{ query: CORES, name: '0', label: '{{cpu}}' }], unit: 'ratio' };
const HEIGHT = 178;

/** Each core over time: one that does all the work alone is seen at once. */
export function Cores({ of }: { of: Of }) {
  const time = useTimeRange();
  const zone = useZone();
  const patch = useSearchPatch<HostSearch>();
  const found = useChart(SPEC, of);
  const query = useMemo(() => ({ data: found.data?.chart, error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  return (
    <Panel title="Cores" note="how busy each was; a click shows the processes of that moment">
      <div className={styles.body}>
        <QueryBody query={query} skeleton={<Skeleton height={HEIGHT - 16} />} isEmpty={({ series }) => series.length === 0} empty={<Empty title="No CPU times in this time range" hint="Nothing was measured in this time range." />}>
          {(chart) => <CoreHeat chart={chart} zone={zone} height={HEIGHT} onZoom={time.show} onPick={(at) => patch({ at: String(Math.round(at)) })} />}
        </QueryBody>
      </div>
    </Panel>
  );
}
