import { useMemo } from 'react';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { formatValue, percent, thousands } from '@/core/format';
import { toLevel } from '@/core/levels';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { LogPattern } from '../api';
import { templateQuery } from '../model/template';
import { Template } from './Template';
import styles from './Patterns.module.css';

type Props = { patterns: readonly LogPattern[]; query: string; noise: boolean; onFind: (query: string) => void };

/** Kinds of messages, most frequent first (or largest). A click leads to the records of one. */
export function PatternTable({ patterns, query, noise, onFind }: Props) {
  const columns = useMemo(() => columnsOf(noise), [noise]);
  return (
    <DataTable
      key={noise ? 'noise' : 'count'}
      label="Patterns"
      columns={columns}
      rows={patterns}
      rowKey={({ id }) => id}
      onRow={(pattern) => onFind(recordsOf(pattern, query))}
      rowTone={({ level }) => (['error', 'fatal'].includes(toLevel(level)) ? 'error' : undefined)}
      sort={{ id: noise ? 'bytes' : 'count', descending: true }}
      chooser="log-patterns"
      leastWidth={820}
      fill
    />
  );
}

/** The search that finds the records of a pattern among those of the search that runs. */
function recordsOf({ template, services }: LogPattern, query: string): string {
  const kept = query.trim() === '*' ? '' : query.trim();
  const service = services.length === 1 && !kept.includes('service:') ? `service:${spellService(services[0]!)}` : '';
  return [kept.includes(' OR ') ? `(${kept})` : kept, service, templateQuery(template)].filter(Boolean).join(' ');
}

const spellService = (name: string) => (/^[\w.-]+$/.test(name) ? name : JSON.stringify(name));

function columnsOf(noise: boolean): readonly Column<LogPattern>[] {
  return [
    { id: 'count', header: 'Records', cell: ({ count, share }) => <Share text={thousands(count)} share={share} of="records" />, sortBy: ({ count }) => count, align: 'right', width: '104px' },
    { id: 'bytes', header: 'Bytes', cell: ({ bytes, share_bytes }) => <Share text={formatValue(bytes, 'bytes')} share={share_bytes} of="text" />, sortBy: ({ bytes }) => bytes, align: 'right', width: '104px', optional: !noise },
    { id: 'level', header: 'Level', cell: ({ level }) => <Level level={level} />, sortBy: ({ level }) => level, width: '72px' },
    {
      id: 'pattern', header: 'Pattern', fixed: true, sortBy: ({ template }) => template,
      cell: (row) => (
        <span className={styles.pattern}>
          <New pattern={row} />
          <Template template={row.template} sample={row.sample} />
        </span>
      ),
    },
    { id: 'points', header: 'Over time', cell: ({ points }) => <Sparkline values={points} color="--s1" height={18} />, width: '104px' },
    { id: 'services', header: 'Services', cell: ({ services }) => <Services names={services} />, sortBy: ({ services }) => services.join(), width: '150px' },
    { id: 'first', header: 'First seen', cell: ({ first_seen }) => <Timestamp at={first_seen} mode="relative" />, sortBy: ({ first_seen }) => first_seen, width: '104px' },
    { id: 'last', header: 'Last seen', cell: ({ last_seen }) => <Timestamp at={last_seen} mode="relative" />, sortBy: ({ last_seen }) => last_seen, width: '104px', optional: true },
  ];
}

function Share({ text, share, of }: { text: string; share: number; of: string }) {
  return (
    <span className={styles.share} title={`${percent(share)} of the ${of}`}>
      {text}
      <i style={{ width: `${Math.max(share * 100, 1)}%` }} />
    </span>
  );
}

function Level({ level }: { level: string }) {
  const known = toLevel(level);
  return (
    <span className={styles.level} data-tone={known}>
      {known.toUpperCase()}
    </span>
  );
}

/** First seen with a version that was deployed lately: then that deploy brought it. */
function New({ pattern }: { pattern: LogPattern }) {
  const { is_new, introduced_by } = pattern;
  if (!is_new) return null;
  return (
    <span className={styles.new} title={introduced_by ? `First seen after ${introduced_by.service} ${introduced_by.version} was deployed` : 'Not seen before the last deployment of its service'}>
      new{introduced_by && ` in ${introduced_by.version}`}
    </span>
  );
}

function Services({ names }: { names: readonly string[] }) {
  const [first, ...more] = names;
  if (first === undefined) return null;
  return (
    <span className={styles.services} title={names.join(', ')}>
      <ServiceName name={first} />
      {more.length > 0 && <span>+{more.length}</span>}
    </span>
  );
}
