import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { IconArrowUpRight } from '@tabler/icons-react';
import { metricsLink } from '@/core/links';
import { familyOf, guessUnit } from '@/core/promql/unit';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { Group } from '@/ui/Group/Group';
import { SmallChart } from '../../parts/SmallChart';
import { useRangeQuery } from '../../useRangeQuery';
import type { Example, Metric } from '../api';
import styles from './Examples.module.css';

/** A chart of the metric as one would look at it first, and more queries to start from: each is drawn here or opened in the explorer. */
export function Examples({ metric, examples }: { metric: Metric; examples: readonly Example[] }) {
  const [chosen, setChosen] = useState(0);
  const shown = examples[chosen] ?? examples[0];
  if (!shown) return null;
  return (
    <Group title="Queries" note={shown.title}>
      <ExampleChart metric={metric} example={shown} />
      <ul className={styles.list} aria-label="Queries to start from">
        {examples.map((example, i) => (
          <li key={example.query} className={styles.item} data-on={example === shown || undefined}>
            <button type="button" className={styles.choose} aria-pressed={example === shown} onClick={() => setChosen(i)}>
              <span className={styles.title}>{example.title}</span>
              <code className={styles.query} title={example.query}>{example.query}</code>
            </button>
            <CopyButton value={example.query} label={`Copy: ${example.title}`} iconOnly quiet />
            <Link {...metricsLink([example.query])} className={styles.open} aria-label={`Open in the explorer: ${example.title}`} title="Open in the explorer">
              <IconArrowUpRight size={15} stroke={1.7} />
            </Link>
          </li>
        ))}
      </ul>
    </Group>
  );
}

function ExampleChart({ metric: { name, type, help, unit }, example }: { metric: Metric; example: Example }) {
  const metadata = { [familyOf(name)]: [{ type, help, unit }] };
  const chart = useRangeQuery({ query: example.query, unit: guessUnit(example.query, metadata), name: example.title });
  return <SmallChart label={example.title} query={chart} empty="No value in this time range." />;
}
