import { useMemo } from 'react';
import { formatValue, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { CellMeter } from '../../panels/CellMeter';
import type { Of } from '../../panels/model/fill';
import { useFigures } from '../../panels/useFigures';
import { useSearchPatch } from '@/core/useSearchPatch';
import type { SystemSearch } from '../search';
import { STATEMENTS, statementsOf, type Statement } from './statements';
import styles from './Statements.module.css';

const NO_TEXT = 'the text is not known';

const COLUMNS: readonly Column<Statement>[] = [
  { id: 'text', header: 'Statement', cell: ({ text }) => <code className={styles.text} data-unknown={text === '' || undefined} title={text || NO_TEXT}>{text || NO_TEXT}</code>, sortBy: ({ text }) => text, fixed: true },
  { id: 'share', header: 'Of the time', cell: ({ share }) => <CellMeter share={share} title="of the time all statements took" />, sortBy: ({ share }) => share, width: '110px' },
  { id: 'mean', header: 'Mean', cell: ({ mean }) => formatValue(mean, 's'), sortBy: ({ mean }) => mean, align: 'right', width: '96px' },
  { id: 'calls', header: 'Calls', cell: ({ calls }) => formatValue(calls, '/s'), sortBy: ({ calls }) => calls, align: 'right', width: '96px' },
  { id: 'rows', header: 'Rows/call', cell: ({ rows }) => formatValue(rows, 'short'), sortBy: ({ rows }) => rows, align: 'right', width: '100px' },
  { id: 'hit', header: 'From cache', cell: ({ hit }) => formatValue(hit, 'ratio'), sortBy: ({ hit }) => hit, align: 'right', width: '106px' },
  { id: 'database', header: 'Database', cell: ({ database }) => database, sortBy: ({ database }) => database, width: '104px' },
  { id: 'user', header: 'User', cell: ({ user }) => user, sortBy: ({ user }) => user, width: '100px' },
];

/** The statements that took the most of the server's time in the range, from pg_stat_statements. */
export function Statements({ of, open }: { of: Of; open: string | undefined }) {
  const patch = useSearchPatch<SystemSearch>();
  const found = useFigures(STATEMENTS, of);
  const query = useMemo(() => ({ data: found.data && statementsOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  return (
    <Panel title="Slowest statements" note={query.data && `${thousands(query.data.length)} ran in this time range, by the time they took`}>
      <QueryBody
        query={query}
        skeleton={<TableSkeleton rows={8} />}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="No statement was measured" hint="They need the extension pg_stat_statements in shared_preload_libraries, and CREATE EXTENSION pg_stat_statements." />}
      >
        {(rows) => (
          <DataTable
            label="Slowest statements"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            onRow={({ id }) => patch({ open: id })}
            selected={open}
            sort={{ id: 'share', descending: true }}
            leastWidth={1080}
          />
        )}
      </QueryBody>
    </Panel>
  );
}
