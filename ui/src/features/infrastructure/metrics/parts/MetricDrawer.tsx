import { formatValue, MISSING, thousands } from '@/core/format';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { Definition } from '@/ui/Definition/Definition';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useMetric, type MetricAnswer } from '../api';
import { Examples } from './Examples';
import { LastSeen } from './LastSeen';
import { MetricLabels } from './MetricLabels';
import { MetricUses } from './MetricUses';
import { Senders } from './Senders';
import styles from './MetricDrawer.module.css';

/** Everything about one metric: what it means, how it looks, its labels, who sends it, who uses it. */
export function MetricDrawer({ name, onClose }: { name: string; onClose: () => void }) {
  const found = useMetric(name);
  return (
    <SideDrawer label="Metric" title={<span className={styles.title} title={name}>{name}</span>} onClose={onClose} actions={<CopyButton value={name} label="Copy the name" iconOnly quiet />}>
      <QueryBody query={found} skeleton={<TableSkeleton rows={8} />}>
        {(answer) => <Content name={name} {...answer} />}
      </QueryBody>
    </SideDrawer>
  );
}

function Content({ name, metric, labels, examples }: MetricAnswer & { name: string }) {
  const { type, type_guessed, unit, help, series, samples_per_day: samples, first_seen } = metric;
  return (
    <>
      <p className={styles.help}>{help || 'Its sender says nothing about it.'}</p>
      <Definition
        label="Metric"
        entries={[
          ['Type', type ? `${type}${type_guessed ? ', guessed from the name' : ''}` : 'not said'],
          ['Unit', unit || MISSING],
          ['Series', thousands(series)],
          ['Samples', samples === null ? 'none lately' : `about ${formatValue(samples, 'short')} a day`],
          ['First seen', <Timestamp key="first" at={first_seen} />],
          ['Last seen', <LastSeen key="last" metric={metric} />],
        ]}
      />
      <Examples metric={metric} examples={examples} />
      <MetricLabels name={name} labels={labels} series={series} />
      <Senders metric={metric} />
      <MetricUses metric={metric} />
    </>
  );
}
