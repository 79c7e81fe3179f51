import { Control } from '@/ui/Control/Control';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { formatValue } from '@/core/format';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timeline } from '@/ui/Timeline/Timeline';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useCheckIns, type CheckIn } from '../api/heartbeats';
import type { MonitorRow } from '../api/types';
import { StateBadge } from '../parts/StateBadge';
import { Why } from '../parts/Why';
import styles from './HeartbeatDrawer.module.css';

const TONE: Record<CheckIn['kind'], string> = { start: 'info', ok: 'ok', fail: 'error', log: 'unknown' };
const WORD: Record<CheckIn['kind'], string> = { start: 'Started', ok: 'Finished', fail: 'Failed', log: 'Told' };
const SHOWN = 12;

/** A job: where it tells, when it is due, and what it told of its last runs. */
export function HeartbeatDrawer({ monitor, onClose, onOpen }: { monitor: MonitorRow; onClose: () => void; onOpen: () => void }) {
  const told = useCheckIns(monitor.id);
  return (
    <SideDrawer label="Heartbeat" title={monitor.name} onClose={onClose} actions={<Control quiet onClick={onOpen}>Open</Control>}>
      <div className={styles.state}>
        <StateBadge state={monitor.state} />
        <Why monitor={monitor} />
      </div>
      <QueryBody query={told} skeleton={<div className={styles.state}><Skeleton height={120} /></div>}>
        {({ check_ins, next_due, running, ping_url, sentry_url }) => (
          <>
            <Definition
              label="Heartbeat"
              entries={[
                ['Next due', <Timestamp key="due" at={next_due} />],
                ...(running.length === 0 ? [] : [['Runs now', running.filter(Boolean).join(', ') || 'yes'] as const]),
                ['Schedule', monitor.target],
                ...(ping_url === null ? [] : [['Address', <span key="url" className={styles.address}><code>{ping_url}</code><CopyButton value={ping_url} label="Copy the address" iconOnly quiet /></span>] as const]),
                ...(sentry_url ? [['For Sentry', <span key="sentry" className={styles.address}><code>{sentry_url}</code><CopyButton value={sentry_url} label="Copy Sentry’s address" iconOnly quiet /></span>] as const] : []),
              ]}
            />
            {ping_url !== null && (
              <div className={styles.code}>
                <CodeBlock label="Ping" code={`curl -fsS -m 10 --retry 5 ${ping_url}`} />
              </div>
            )}
            <Group title="Last runs" note={check_ins.length === 0 ? 'nothing told yet' : undefined}>
              <Timeline
                label="Last runs"
                entries={check_ins.slice(0, SHOWN).map((run, i) => ({
                  key: `${run.at} ${i}`,
                  at: <Timestamp at={run.at} />,
                  tone: TONE[run.kind],
                  kind: WORD[run.kind],
                  title: [run.duration_seconds === null ? '' : `after ${formatValue(run.duration_seconds, 's')}`, run.exit_status === null ? '' : `exit status ${run.exit_status}`].filter(Boolean).join(', '),
                  detail: run.output && <pre className={styles.output}>{run.output.trim()}</pre>,
                }))}
              />
            </Group>
            {check_ins.length === 0 && <p className={styles.state}><StatusBadge severity="unknown">Waiting for the first call</StatusBadge></p>}
          </>
        )}
      </QueryBody>
    </SideDrawer>
  );
}
