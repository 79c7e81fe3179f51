import { Link } from '@tanstack/react-router';
import { IconListSearch, IconRoute } from '@tabler/icons-react';
import type { Finding, Service } from '@/api/services';
import { logsLink, serviceQuery, tracesLink } from '@/core/links';
import { Findings } from '@/ui/Findings/Findings';
import { Notice } from '@/ui/Notice/Notice';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import styles from './Head.module.css';

type Props = {
  service: string;
  figures: Service | undefined;
  /** The services of the range are here: one without figures sent nothing. */
  known: boolean;
  /** What is wrong with it; undefined while that is not known. */
  findings: Finding[] | undefined;
};

/** Who it is, how it is, and the ways to its records and traces. */
export function Head({ service, figures, known, findings }: Props) {
  const query = serviceQuery(service);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <span className={styles.name}>
          <ServiceName name={service} />
        </span>
        {findings?.length === 0 && figures && <StatusBadge severity="ok">Nothing wrong</StatusBadge>}
        {figures?.version && <span className={styles.version}>{figures.version}</span>}
        {figures?.environments.filter(Boolean).map((environment) => (
          <span key={environment} className={styles.fact}>
            {environment}
          </span>
        ))}
        {figures?.last_seen && (
          <span className={styles.fact}>
            last seen <Timestamp at={figures.last_seen} mode="relative" />
          </span>
        )}
        <span className={styles.ways}>
          <Link {...tracesLink({ query })} className={styles.way}>
            <IconRoute size={14} stroke={1.7} />
            Traces
          </Link>
          <Link {...logsLink({ query })} className={styles.way}>
            <IconListSearch size={14} stroke={1.7} />
            Logs
          </Link>
        </span>
      </div>
      {known && !figures && <Notice tone="info" text={`${service} has sent nothing in this time range: widen it, or check the name.`} />}
      {findings && findings.length > 0 && (
        <div className={styles.findings}>
          <Findings label={`What is wrong with ${service}`} findings={findings} />
        </div>
      )}
    </header>
  );
}
