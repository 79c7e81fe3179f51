import { Link } from '@tanstack/react-router';
import { IconListSearch, IconRoute } from '@tabler/icons-react';
import { logsLink, serviceLink, serviceQuery, traceLink, type LinkTarget } from '@/core/links';
import { spellValue } from '@/core/search/spelling';
import { toSeconds } from '@/core/time';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { claim, evidence, reason, stateWord, type Finding, type Trouble } from './words';
import styles from './Findings.module.css';

/** How far before its beginning one looks at the records of a trouble. */
const BEFORE_SECONDS = 60;

/** One trouble in words: what, how bad, since when, why, who suffers; and the trace, the records and the service that show it. */
export function FindingItem({ finding, waiting }: Trouble) {
  const why = reason(finding);
  return (
    <li className={styles.item}>
      <span className={styles.badge}>
        <StatusBadge severity={finding.over ? 'unknown' : finding.severity}>{stateWord(finding)}</StatusBadge>
      </span>
      <div className={styles.words}>
        <p className={styles.claim}>
          <Link {...serviceLink(finding.service)} className={styles.service}>
            <ServiceName name={finding.service} />
          </Link>{' '}
          <b>{claim(finding)}</b> <span className={styles.evidence}>{evidence(finding)}</span>
          {finding.since && (
            <span className={styles.since}>
              {' · '}began <Timestamp at={finding.since} mode="relative" />
            </span>
          )}
        </p>
        {(why || finding.operation) && (
          <p className={styles.reason}>
            {why}
            {finding.operation && <>{why && ', '}most of it in <code className={styles.operation}>{finding.operation}</code></>}.
          </p>
        )}
        {waiting.length > 0 && (
          <p className={styles.waiting}>
            <span>{finding.kind === 'errors' ? 'Failing with it:' : 'Waiting for it:'}</span>
            {waiting.map((each) => (
              <span key={`${each.kind} ${each.service}`} className={styles.sufferer}>
                <Link {...serviceLink(each.service)} className={styles.service}>
                  <ServiceName name={each.service} />
                </Link>{' '}
                {evidence(each)}
              </span>
            ))}
          </p>
        )}
      </div>
      <nav className={styles.ways} aria-label={`${finding.service} ${claim(finding)}: ways on`}>
        {finding.trace_id && (
          <>
            <Link {...traceLink(finding.trace_id, finding.span_id || undefined)} className={styles.way}>
              <IconRoute size={14} stroke={1.7} />
              {finding.kind === 'errors' ? 'A failed trace' : 'A slow trace'}
            </Link>
            <Link {...logsLink({ query: `trace_id:${spellValue(finding.trace_id)}` })} className={styles.way}>
              <IconListSearch size={14} stroke={1.7} />
              Its log lines
            </Link>
          </>
        )}
        <Link {...recordsSince(finding)} className={styles.way}>
          <IconListSearch size={14} stroke={1.7} />
          {finding.kind === 'errors' ? 'All errors' : 'All logs'}
        </Link>
      </nav>
    </li>
  );
}

/** The service's records from shortly before the trouble on; of what fails only the errors. */
function recordsSince({ service, since, kind }: Finding): LinkTarget {
  const query = kind === 'errors' ? `${serviceQuery(service)} level:>=error` : serviceQuery(service);
  return logsLink(since ? { query, from: String(Math.round((toSeconds(since) - BEFORE_SECONDS) * 1000)), to: 'now' } : { query });
}
