import { formatValue, MISSING, thousands } from '@/core/format';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { KeyValues } from '@/ui/KeyValues/KeyValues';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { TargetRow } from '../model/targets';
import { DurationBar } from './DurationBar';
import { HealthWord } from './HealthWord';
import { TargetHistory } from './TargetHistory';
import styles from './TargetDrawer.module.css';

/** One target: how its last scrape went, how it did before, and its labels before and after relabelling. */
export function TargetDrawer({ target, onClose }: { target: TargetRow; onClose: () => void }) {
  const { url, global_url, health, last_error, last_scrape, samples, samples_after_relabelling: kept, series_added, body_bytes } = target;
  return (
    <SideDrawer label="Target" title={<span className={styles.title}>{target.labels.instance ?? url}</span>} onClose={onClose} actions={<CopyButton value={global_url} label="Copy the address" iconOnly quiet />}>
      {last_error && (
        <p className={styles.error} data-tone="error" role="status">
          {last_error}
        </p>
      )}
      <Definition
        label="Last scrape"
        entries={[
          ['State', <HealthWord key="state" health={health} />],
          ['Address', <span key="url" className={styles.mono}>{url}</span>],
          ['Job', target.pool],
          ['Scraped', last_scrape ? <Timestamp key="last" at={last_scrape} mode="relative" /> : 'not yet'],
          ['Took', <DurationBar key="took" target={target} />],
          ['Every', `${formatValue(target.interval_seconds, 's')}, ${formatValue(target.timeout_seconds, 's')} allowed`],
          ['Samples', samples === null ? MISSING : kept === samples ? thousands(samples) : `${thousands(samples)}, ${thousands(kept ?? 0)} kept by relabelling`],
          ['New series', series_added === null ? MISSING : thousands(series_added)],
          ['Size', formatValue(body_bytes, 'bytes')],
        ]}
      />
      <TargetHistory target={target} />
      <Group title="Labels" note="on every series of it">
        <KeyValues label="Labels" entries={entriesOf(target.labels)} />
      </Group>
      <Group title="Discovered labels" note="before relabelling">
        <KeyValues label="Discovered labels" entries={entriesOf(target.discovered_labels)} />
      </Group>
    </SideDrawer>
  );
}

const entriesOf = (labels: Readonly<Record<string, string>>) => Object.entries(labels).map(([key, value]) => ({ key, value }));
