import { Link } from '@tanstack/react-router';
import { IconArrowRight } from '@tabler/icons-react';
import { metricCatalogueLink, metricsCalledLink, sendDataLink } from '@/core/links';
import { thousands } from '@/core/format';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useMetadata, useMetricNames } from '../api';
import { metricGroups, suggestionsFor } from '../model/suggestions';
import styles from './Start.module.css';

const GROUPS = 12;
/** How often the page looks for what has come since. */
const LOOK_MS = 10_000;
const NO_METADATA = {};

/** Before anything is asked: questions that fit what is stored, and what there is. */
export function Start({ onOpen }: { onOpen: (expression: string) => void }) {
  const names = useMetricNames(LOOK_MS);
  const metadata = useMetadata(LOOK_MS).data ?? NO_METADATA;
  return (
    <div className={styles.start}>
      <QueryBody query={names} skeleton={<Skeleton height={220} />} isEmpty={(metrics) => metrics.length === 0} empty={<NoMetrics />}>
        {(metrics) => (
          <>
            <section className={styles.part} aria-label="Questions to begin with">
              <h2 className={styles.title}>Begin with a question</h2>
              <ul className={styles.questions}>
                {suggestionsFor(metrics, metadata).map(({ title, expression }) => (
                  <li key={expression}>
                    <button type="button" className={styles.question} onClick={() => onOpen(expression)}>
                      <span className={styles.words}>{title}</span>
                      <code className={styles.expression}>{expression}</code>
                      <IconArrowRight size={14} aria-hidden="true" />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
            <section className={styles.part} aria-label="What is stored">
              <h2 className={styles.title}>{thousands(metrics.length)} metrics are stored</h2>
              <p className={styles.groups}>
                {metricGroups(metrics)
                  .slice(0, GROUPS)
                  .map(({ prefix, count }) => (
                    <Link key={prefix} {...metricsCalledLink(prefix)} className={styles.group} title={`The ${count} metrics that begin with ${prefix}`}>
                      {prefix} <span>{thousands(count)}</span>
                    </Link>
                  ))}
              </p>
              <Link className={styles.link} {...metricCatalogueLink()}>
                All metrics with their type, help and senders
              </Link>
            </section>
          </>
        )}
      </QueryBody>
    </div>
  );
}

function NoMetrics() {
  return (
    <Empty
      title="No metrics yet"
      hint={
        <>
          <Link className={styles.link} {...sendDataLink()}>
            Send your data
          </Link>
          : Prometheus’ remote write, OpenTelemetry, or let Sardonyx scrape. What arrives shows here by itself.
        </>
      }
    />
  );
}
