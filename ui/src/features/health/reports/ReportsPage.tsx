import { Select } from '@mantine/core';
import { IconFileTypeCsv, IconFileTypePdf } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { duration, formatValue, MISSING, percent } from '@/core/format';
import { monitorLink } from '@/core/links';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatTile } from '@/ui/StatTile/StatTile';
import { StatTiles } from '@/ui/StatTile/StatTiles';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { slaFile, useSla, type Sla, type SlaRow } from '../api/sla';
import { isMonth, monthName, monthOf, monthsUntil } from '../model/months';
import { View } from '@/ui/View/View';
import { readListSearch, type ListSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import styles from './ReportsPage.module.css';

const MONTHS = 13;

const COLUMNS: readonly Column<SlaRow>[] = [
  { id: 'met', header: 'Target', cell: ({ met, target }) => <StatusBadge severity={met === null ? 'unknown' : met ? 'ok' : 'error'} title={`Target ${percent(target)}`}>{met === null ? 'Unknown' : met ? 'Kept' : 'Missed'}</StatusBadge>, sortBy: ({ met }) => (met === null ? 1 : met ? 2 : 0), width: '104px' },
  { id: 'name', header: 'Monitor', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name, fixed: true },
  { id: 'availability', header: 'Availability', cell: ({ availability }) => formatValue(availability, 'ratio'), sortBy: ({ availability }) => availability, align: 'right', width: '104px' },
  { id: 'outages', header: 'Outages', cell: ({ outages }) => outages, sortBy: ({ outages }) => outages, align: 'right', width: '84px' },
  { id: 'down', header: 'Down', cell: ({ down_seconds }) => (down_seconds === 0 ? '0' : formatValue(down_seconds, 's')), sortBy: ({ down_seconds }) => down_seconds, align: 'right', width: '96px' },
  { id: 'mttr', header: 'Recovers after', cell: ({ mttr_seconds }) => formatValue(mttr_seconds, 's'), sortBy: ({ mttr_seconds }) => mttr_seconds, align: 'right', width: '112px' },
  { id: 'p95', header: 'p95', cell: ({ p95_seconds }) => formatValue(p95_seconds, 's'), sortBy: ({ p95_seconds }) => p95_seconds, align: 'right', width: '84px' },
  { id: 'worst', header: 'Longest outage', cell: ({ worst: [first] }) => (first ? <span title={first.reason}>{duration(first.seconds * 1000)}, {first.reason}</span> : MISSING) },
];

/** What was kept of what was promised, month by month: maintenance does not count. */
export function ReportsPage() {
  const { month: asked } = readListSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ListSearch>();
  const month = isMonth(asked) ? asked : monthOf(Date.now());
  const sla = useSla(month);
  const navigate = useNavigate();
  const months = [...new Set([month, ...monthsUntil(Date.now(), MONTHS)])].toSorted().toReversed();
  return (
    <View
      about="Availability by month, calculated from every change of state; maintenance and times when nobody watched do not count."
      action={
        <span className={styles.tools}>
          <Select size="xs" aria-label="Month" data={months.map((value) => ({ value, label: monthName(value) }))} value={month} onChange={(next) => next && patch({ month: next })} allowDeselect={false} />
          <a className={styles.file} href={slaFile(month, 'pdf')} download>
            <IconFileTypePdf size={15} stroke={1.7} aria-hidden="true" />
            PDF
          </a>
          <a className={styles.file} href={slaFile(month, 'csv')} download>
            <IconFileTypeCsv size={15} stroke={1.7} aria-hidden="true" />
            CSV
          </a>
        </span>
      }
    >
      <QueryBody query={sla} skeleton={<Panel title={monthName(month)}><TableSkeleton rows={8} /></Panel>}>
        {(report) => (
          <>
            <Totals report={report} />
            <Panel title={monthName(report.month)} note={`target ${percent(report.target)}${report.is_over ? '' : ', so far'}`}>
              <DataTable
                label="Service levels"
                columns={COLUMNS}
                rows={report.monitors}
                rowKey={({ id }) => id}
                onRow={({ id }) => void navigate(monitorLink(id))}
                sort={{ id: 'met', descending: false }}
                rowTone={({ met }) => (met === false ? 'error' : undefined)}
                leastWidth={860}
                empty={<Empty title="Nothing was watched in this month" hint="Reports begin with the first monitor." />}
              />
            </Panel>
          </>
        )}
      </QueryBody>
    </View>
  );
}

/** The sum of the month. */
function Totals({ report: { monitors, totals } }: { report: Sla }) {
  const worst = monitors.filter(({ availability }) => availability !== null).toSorted((a, b) => a.availability! - b.availability!)[0];
  const { met, missed, outages, down_seconds } = totals;
  return (
    <StatTiles>
      <StatTile label="Targets kept" value={`${met} of ${met + missed}`} trouble={missed > 0 ? { tone: 'error', text: `${missed} missed` } : undefined} />
      <StatTile label="Lowest availability" value={formatValue(worst?.availability, 'ratio')} note={worst?.name} />
      <StatTile label="Outages" value={String(outages)} />
      <StatTile label="Down in all" value={down_seconds === 0 ? '0' : formatValue(down_seconds, 's')} />
    </StatTiles>
  );
}
