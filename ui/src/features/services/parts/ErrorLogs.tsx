import { Link } from '@tanstack/react-router';
import type { Time } from '@/api/services';
import { toLevel } from '@/core/levels';
import { logRecordLink, logsLink, serviceQuery } from '@/core/links';
import { toSeconds } from '@/core/time';
import { Empty } from '@/ui/Empty/Empty';
import { LogLine } from '@/ui/LogLines/LogLine';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useErrorLogs } from '../api';
import styles from './parts.module.css';

/** Its newest records of ERROR and FATAL; each opens with those around it. */
export function ErrorLogs({ time, service }: { time: Time; service: string }) {
  const query = useErrorLogs(time, service);
  const all = (
    <Link {...logsLink({ query: `${serviceQuery(service)} level:>=error` })} className={`${styles.link} ${styles.kind}`}>
      All of them
    </Link>
  );
  return (
    <Panel title="Newest errors" note="log records" actions={all}>
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={128} /></div>}
        isEmpty={({ rows }) => rows.length === 0}
        empty={<Empty title="No errors logged in this time range" hint="Records of ERROR and FATAL show here." />}
      >
        {({ rows }) => (
          <ul className={styles.lines} aria-label="Newest error records">
            {rows.map(({ id, timestamp, level, service: from, body, trace_id }) => {
              const seconds = toSeconds(timestamp);
              return (
                <li key={id}>
                  <Link {...logRecordLink(id, seconds, from)}>
                    <LogLine row={{ id, seconds, level: toLevel(level), service: from, body, traced: trace_id !== '' }} zone={time.zone} />
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </QueryBody>
    </Panel>
  );
}
