import { MISSING, thousands } from '@/core/format';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { Notice } from '@/ui/Notice/Notice';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Erasure } from './api';
import { Counts } from './Counts';
import { kindsText, stateTone } from './words';
import styles from './Erasures.module.css';

/** One erasure: how far it is, table by table, and its signed report. */
export function ErasureDrawer({ erasure, onClose }: { erasure: Erasure; onClose: () => void }) {
  const { state, dry_run, person, identified_by, requested_by, requested_at, finished_at, tiers, notes, error, report_url } = erasure;
  return (
    <SideDrawer label="Erasure" title={dry_run ? 'Counted' : 'Erasure'} onClose={onClose}>
      {error && <Notice tone="error" text={error} />}
      {notes.map((note) => <Notice key={note} tone="warning" text={note} />)}
      <Definition
        label="Erasure"
        entries={[
          ['State', <StatusBadge key="state" severity={stateTone(state)}>{state}</StatusBadge>],
          ['Person', <code key="person" className={styles.person}>{person}</code>],
          ['Named by', kindsText(identified_by)],
          ['Asked by', requested_by],
          ['Asked', <Timestamp key="asked" at={requested_at} />],
          ['Ended', finished_at ? <Timestamp key="ended" at={finished_at} /> : MISSING],
          ...Object.entries(tiers).map(([tier, { found, erased }]) => [`In ${tier}`, `${thousands(found)} found, ${thousands(erased)} erased`] as const),
        ]}
      />
      <Group title="By table">
        <Counts erasure={erasure} />
      </Group>
      {report_url && (
        <a className={styles.report} href={report_url} download>
          Signed report
        </a>
      )}
    </SideDrawer>
  );
}
