import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Group } from '@/ui/Group/Group';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { dropMetric } from '../../model/rules';
import type { Metric } from '../api';
import { cost } from '../model/words';
import styles from './MetricUses.module.css';

const WORD: Record<Metric['used_by'][number]['kind'], string> = {
  query: 'Queries people asked',
  rule: 'Rule',
  alert: 'Alert',
  dashboard: 'Dashboard',
  search: 'Saved search',
  objective: 'Objective',
};

/** What uses the metric; for one that nothing uses, what it costs and how to leave it out. */
export function MetricUses({ metric }: { metric: Metric }) {
  return (
    <Group title="Used by" note={metric.used_by.length === 0 ? 'nothing, since uses are recorded' : undefined}>
      <ul className={styles.list} aria-label="Used by">
        {metric.used_by.map(({ kind, name, last_at }) => (
          <li key={`${kind} ${name}`} className={styles.item}>
            <span>{[WORD[kind], name].filter(Boolean).join(' ')}</span>
            <span className={styles.when}>
              <Timestamp at={last_at} mode="relative" />
            </span>
          </li>
        ))}
      </ul>
      {metric.unused && (
        <div className={styles.drop}>
          <p className={styles.said}>It costs {cost([metric])}. To leave it out, in its job:</p>
          <CodeBlock label="A rule that leaves the metric out" code={dropMetric(metric.name)} />
        </div>
      )}
    </Group>
  );
}
