import { Link } from '@tanstack/react-router';
import { formatValue, MISSING, thousands } from '@/core/format';
import { logsLink } from '@/core/links';
import { receiverName } from '@/core/receivers';
import { spellValue } from '@/core/search/spelling';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { LogSource } from './api';
import { leftOut } from './model';
import styles from './SourceDrawer.module.css';

/** One source: who it is, what came, and what became of it rule by rule. */
export function SourceDrawer({ source, onClose }: { source: LogSource; onClose: () => void }) {
  const { service, environment, host, receiver, last_seen, dropped, sampled } = source;
  return (
    <SideDrawer label="Log source" title={service || host || source.source} onClose={onClose} actions={<Link className={styles.link} {...logsLink({ query: recordsOf(source) })}>Its records</Link>}>
      <Definition
        label="Source"
        entries={[
          ['Protocol', receiverName(receiver)],
          ['Source', source.source || MISSING],
          ['Service', service || 'names none'],
          ['Environment', environment || MISSING],
          ['Host', host || MISSING],
          ['Last seen', last_seen ? <Timestamp key="last" at={last_seen} mode="relative" /> : MISSING],
        ]}
      />
      <Group title="What came" note={formatValue(source.bytes, 'bytes')}>
        <Counts label="What came" entries={[['Received', source.received, ''], ['Stored', source.stored, ''], ['Left out by rules', leftOut(source), ''], ['Rejected', source.rejected, 'error']]} />
      </Group>
      <Group title="What is wrong with it" note="in this time range">
        <Counts
          label="What is wrong with it"
          entries={[['Missing between two that came', source.gaps, 'error'], ['Received twice (stored both times)', source.duplicates, 'warning'], ['Late', source.late, ''], ['Begin like JSON and are none', source.parse_failures, 'warning']]}
        />
      </Group>
      <ByRule title="Dropped" counts={dropped} />
      <ByRule title="Sampled out" counts={sampled} />
    </SideDrawer>
  );
}

function ByRule({ title, counts }: { title: string; counts: Readonly<Record<string, number>> }) {
  const entries = Object.entries(counts).toSorted((a, b) => b[1] - a[1]);
  if (entries.length === 0) return null;
  return (
    <Group title={title} note="by rule">
      <Counts label={`${title} by rule`} entries={entries.map(([rule, count]) => [rule, count, ''])} />
    </Group>
  );
}

function Counts({ label, entries }: { label: string; entries: readonly (readonly [string, number | null, string])[] }) {
  return (
    <dl className={styles.counts} aria-label={label}>
      {entries.map(([name, count, tone]) => (
        <div key={name} className={styles.row}>
          <dt>{name}</dt>
          <dd data-tone={count && tone ? tone : undefined} data-none={!count || undefined}>
            {count === null ? MISSING : thousands(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const recordsOf = ({ service, environment, host }: LogSource): string =>
  [service && `service:${spellValue(service)}`, environment && `env:${spellValue(environment)}`, host && `host.name:${spellValue(host)}`].filter(Boolean).join(' ');
