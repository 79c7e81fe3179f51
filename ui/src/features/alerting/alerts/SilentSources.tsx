import type { Schemas } from '@/api/client';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import styles from './SilentSources.module.css';

const NAMED = 4;

/** Sources that no longer report what rules need: those rules can't say anything about them. */
export function SilentSources({ sources }: { sources: readonly Schemas['SilentSourceView'][] }) {
  return (
    <section className={styles.silent} aria-label="Sources without data">
      <h2>No data</h2>
      <ul>
        {sources.map(({ job, instance, since, rules }) => (
          <li key={`${job} ${instance}`}>
            <b>{[job, instance].filter(Boolean).join(' ') || 'a source without a name'}</b>
            <span>
              silent since <Timestamp at={since} mode="relative" />
            </span>
            <span title={rules.join(', ')}>
              {rules.length} {rules.length === 1 ? 'rule waits' : 'rules wait'}: {rules.slice(0, NAMED).join(', ')}
              {rules.length > NAMED && ' …'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
