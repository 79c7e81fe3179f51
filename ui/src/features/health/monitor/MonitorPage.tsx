import { useParams } from '@tanstack/react-router';
import { uptimeLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useTimeRange } from '@/core/useTimeRange';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useMonitor } from '../api/monitors';
import type { MonitorDetail } from '../api/types';
import { isPassive } from '../model/kinds';
import { isFailing } from '../model/state';
import { View } from '@/ui/View/View';
import { AvailabilityTiles } from './AvailabilityTiles';
import { CheckIns } from './CheckIns';
import { EvidencePanel } from './EvidencePanel';
import { Head } from './Head';
import { HistoryPanel } from './HistoryPanel';
import { LatencyCharts } from './LatencyCharts';
import { NinetyDays } from './NinetyDays';
import { Neighbours } from './Neighbours';
import { Facts } from './Facts';
import { Results } from './Results';
import styles from './MonitorPage.module.css';

/** One monitor: how it is and why, with all that was seen around the check that failed; how it was; and on what it stands. */
export function MonitorPage() {
  const { monitor: id } = useParams({ from: '/uptime/monitors/$monitor' });
  const monitor = useMonitor(id);
  usePageTitle(monitor.data?.name ?? 'Monitor', { label: 'Uptime', link: uptimeLink() });
  return (
    <View>
      <QueryBody query={monitor} skeleton={<><Skeleton height={58} /><Skeleton height={64} /><Skeleton height={260} /></>}>
        {(data) => <Shown monitor={data} />}
      </QueryBody>
    </View>
  );
}

function Shown({ monitor }: { monitor: MonitorDetail }) {
  const time = useTimeRange();
  const { id, kind, state } = monitor;
  const probed = !isPassive(kind);
  return (
    <>
      <Head monitor={monitor} />
      <AvailabilityTiles id={id} />
      <NinetyDays id={id} />
      {probed && <EvidencePanel monitor={monitor} failing={isFailing(state)} />}
      {kind === 'heartbeat' && <CheckIns id={id} />}
      {probed && <LatencyCharts time={time} monitor={monitor} />}
      <div className={styles.halves}>
        <HistoryPanel id={id} />
        <div className={styles.column}>
          <Facts monitor={monitor} />
          <Neighbours monitor={monitor} />
        </div>
      </div>
      {probed && <Results time={time} id={id} />}
    </>
  );
}
