import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { IconArrowUpRight } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { metricCatalogueLink, metricsLink } from '@/core/links';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { seriesOf } from '../../model/queries';
import type { Explosion } from '../api';
import { adviceOn, growth, severityOf } from '../model/explosions';
import styles from './ExplosionItem.module.css';

/** One metric that explodes: how fast, which label does it, with which values, and a rule against it. */
export function ExplosionItem({ explosion }: { explosion: Explosion }) {
  const { metric, at_limit, label, values, samples, together_with: together, series_without: without } = explosion;
  return (
    <li className={styles.item} aria-label={metric.name}>
      <StatusBadge severity={severityOf(explosion)}>{at_limit ? 'At its limit' : 'Exploding'}</StatusBadge>
      <div className={styles.words}>
        <p className={styles.claim}>
          <Link {...metricCatalogueLink(metric.name)} className={styles.metric}>
            {metric.name}
          </Link>{' '}
          <b>{growth(metric)}</b>
          {at_limit && <span className={styles.refused}>: new series of it are refused</span>}
        </p>
        <p className={styles.cause}>
          {label === null ? (
            'No single label makes it so: several multiply each other.'
          ) : (
            <>
              The label <code className={styles.label}>{label}</code> has {thousands(values)} values
              {together.length > 0 && <>, and {together.map((name) => <code key={name} className={styles.label}>{name}</code>)} changes with it</>}
              {together.length === 0 && without !== null && without < metric.series && <>; without it there would be {thousands(without)} series</>}.
            </>
          )}
        </p>
        {samples.length > 0 && (
          <p className={styles.samples} aria-label={`Values of ${label}`}>
            {samples.slice(0, 6).map((sample) => (
              <code key={sample} className={styles.sample} title={sample}>
                {sample}
              </code>
            ))}
            {values > 6 && <span>and {thousands(values - 6)} more</span>}
          </p>
        )}
        <AdviceBlock explosion={explosion} />
      </div>
      <Link {...metricsLink([seriesOf(metric.name)])} className={styles.way}>
        <IconArrowUpRight size={14} stroke={1.7} aria-hidden="true" /> Its series over time
      </Link>
    </li>
  );
}

/** What to do: a rule to copy, and when it is right. */
function AdviceBlock({ explosion }: { explosion: Explosion }) {
  const advice = adviceOn(explosion);
  const [chosen, setChosen] = useState<string>();
  const shown = advice.find(({ id }) => id === chosen);
  return (
    <div className={styles.advice}>
      <ControlGroup label={`What to do about ${explosion.metric.name}`}>
        {advice.map(({ id, title }) => (
          <Control key={id} active={id === chosen} aria-expanded={id === chosen} onClick={() => setChosen(id === chosen ? undefined : id)}>
            {title} …
          </Control>
        ))}
      </ControlGroup>
      {shown && (
        <>
          <p className={styles.when}>
            {shown.when} The best cure is in the program: an identifier belongs in traces and logs, not in a label. Until then, in its job (or as write_relabel_configs of a Prometheus that sends it):
          </p>
          <CodeBlock label={shown.title} code={shown.rule} />
        </>
      )}
    </div>
  );
}
