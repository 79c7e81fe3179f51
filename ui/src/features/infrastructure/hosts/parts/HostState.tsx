import { worstOf } from '@/core/severity';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Host } from '../model/hosts';
import styles from '../../panels/StateCell.module.css';

/** What is wrong with a host in a few words, since when it is silent, or that it is well. */
export function HostState({ host: { silent, lastSeen, verdicts } }: { host: Host }) {
  if (silent) {
    return (
      <StatusBadge severity="unknown">
        No data since <Timestamp at={lastSeen} mode="relative" />
      </StatusBadge>
    );
  }
  if (verdicts.length === 0) return <StatusBadge severity="ok" />;
  const told = verdicts.map(({ text }) => text);
  return (
    <StatusBadge severity={worstOf(verdicts.map(({ tone }) => tone))} title={told.join('\n')}>
      <span className={styles.told}>
        {told[0]}
        {told.length > 1 && ` +${told.length - 1}`}
      </span>
    </StatusBadge>
  );
}
