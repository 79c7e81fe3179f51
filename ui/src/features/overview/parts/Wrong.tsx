import type { Schemas } from '@/api/client';
import { duration } from '@/core/format';
import { Findings } from '@/ui/Findings/Findings';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import styles from './Wrong.module.css';

type Overview = Schemas['OverviewResponse'];

type Props = {
  query: PanelQuery<Overview>;
  /** The range ends now. */
  now: boolean;
};

/** What is wrong, in words. Nothing wrong takes one quiet line. */
export function Wrong({ query, now }: Props) {
  const { data, error } = query;
  const title = now ? 'What is wrong now' : 'What was wrong then';
  if (data && !error && data.findings.length === 0) return <Quiet {...data} now={now} />;
  return (
    <Panel title={title} note={data && compared(data)}>
      <QueryBody query={query} skeleton={<div className={styles.skeleton}><Skeleton height={18} width="60%" /></div>} isEmpty={({ findings }) => findings.length === 0}>
        {({ findings }) => <Findings label={title} findings={findings} />}
      </QueryBody>
    </Panel>
  );
}

function Quiet(overview: Overview & { now: boolean }) {
  const { young, now } = overview;
  return (
    <p className={styles.quiet} role="status">
      <StatusBadge severity={young ? 'unknown' : 'ok'}>{young ? 'Too early to tell' : now ? 'Nothing is wrong' : 'Nothing was wrong'}</StatusBadge>
      <span className={styles.compared}>{young ? `only ${span(overview.memory_seconds)} of requests so far: what is usual shows after a few minutes` : compared(overview)}</span>
    </p>
  );
}

const compared = ({ services, recent_seconds, memory_seconds }: Overview) =>
  `${services} ${services === 1 ? 'service' : 'services'}: the last ${span(recent_seconds)} against the ${span(memory_seconds)} before`;

/** `5 minutes`, `1 hour`; below two minutes in seconds. */
function span(seconds: number): string {
  if (seconds === 60) return 'minute';
  if (seconds === 3600) return 'hour';
  if (seconds < 120) return duration(seconds * 1000);
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
