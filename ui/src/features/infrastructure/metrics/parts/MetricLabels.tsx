import { Link } from '@tanstack/react-router';
import { Bars } from '@/charts/Bars/Bars';
import { thousands } from '@/core/format';
import { metricsLink } from '@/core/links';
import { Group } from '@/ui/Group/Group';
import { selectorOf } from '../../model/queries';
import type { LabelFigures } from '../api';
import styles from './MetricLabels.module.css';

/** So many labels stand open at first. */
const OPEN = 2;

/** The labels of a metric, those with the most values first: their top values, and what each adds to the number of series. */
export function MetricLabels({ name, labels, series }: { name: string; labels: readonly LabelFigures[]; series: number }) {
  return (
    <Group title="Labels" note={labels.length > 0 ? thousands(labels.length) : 'none'}>
      {labels.map((label, i) => (
        <details key={label.name} className={styles.label} open={i < OPEN}>
          <summary className={styles.summary}>
            <span className={styles.name}>{label.name}</span>
            <span className={styles.values}>
              {thousands(label.values)} {label.values === 1 ? 'value' : 'values'}
            </span>
          </summary>
          {label.series_without < series && (
            <p className={styles.without}>
              Without it {thousands(label.series_without)} series instead of {thousands(series)}
            </p>
          )}
          <Values name={name} label={label} />
          {label.values > label.top.length && <p className={styles.more}>{thousands(label.values - label.top.length)} more values</p>}
        </details>
      ))}
    </Group>
  );
}

/** The most frequent values. Where each has one series there is no rank: then some are named. */
function Values({ name, label }: { name: string; label: LabelFigures }) {
  const link = (value: string) => (
    <Link {...metricsLink([selectorOf(name, { [label.name]: value })])} className={styles.value} title={`${value} · open in the explorer`}>
      {value}
    </Link>
  );
  if (label.values > 1 && label.top[0]?.series === 1) {
    return (
      <ul className={styles.some} aria-label={`Values of ${label.name}`}>
        {label.top.map(({ value }) => (
          <li key={value} className={styles.one}>
            {link(value)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className={styles.bars}>
      <Bars label={`Values of ${label.name}`} unit="short" top={label.series} bars={label.top.map(({ value, series }) => ({ key: value, value: series, label: link(value) }))} />
    </div>
  );
}
