import { useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import type { Unit } from '@/core/format';
import { metricCatalogueLink } from '@/core/links';
import type { Answer, InstantResult, Metadata } from '@/core/promql/answers';
import { familyOf, guessUnit } from '@/core/promql/unit';
import { formatDateTime } from '@/core/time';
import { DataTable } from '@/ui/DataTable/DataTable';
import { Panel } from '@/ui/Panel/Panel';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import type { QueryRun, Time } from '../api';
import { tableCsv } from '../model/csv';
import { METRIC, tableOf, type TableRow } from '../model/table';
import type { QueryState } from '../model/queries';
import { DownloadButton } from './DownloadButton';
import { NothingMatches } from './NothingMatches';
import type { ResultsProps } from './results';
import styles from './Graphs.module.css';

type InstantAnswer = Answer<InstantResult> & { at: number };

/** The newest values of each query as a table. */
export function Tables({ time, queries, metadata, search, runs }: ResultsProps & { runs: readonly QueryRun<InstantAnswer>[] }) {
  return (
    <div className={styles.graphs} data-stale={runs.some(({ stale }) => stale) || undefined}>
      {runs.map(({ data, error }, i) =>
        error ? null : data ? (
          <QueryTable key={queries[i]!.letter} query={queries[i]!} answer={data} time={time} metadata={metadata} unit={search.unit} />
        ) : (
          <TableSkeleton key={queries[i]!.letter} rows={6} />
        ),
      )}
    </div>
  );
}

type OneProps = { query: QueryState; answer: InstantAnswer; time: Time; metadata: Metadata; unit: Unit | undefined };

function QueryTable({ query, answer, time, metadata, unit }: OneProps) {
  const table = useMemo(() => tableOf(answer.data, unit ?? guessUnit(query.expression, metadata)), [answer.data, unit, query.expression, metadata]);
  const columns = useMemo(() => table.columns.map((column) => (column.id === METRIC ? { ...column, cell: metricCell } : column)), [table.columns]);
  const name = `Query ${query.letter.toUpperCase()}`;
  return (
    <Panel
      title={name}
      note={`${table.said} at ${formatDateTime(answer.at, time.zone)}`}
      actions={<DownloadButton label={`Download the values of ${name}`} name={name} text={() => tableCsv(table.rows)} />}
    >
      <DataTable
        label={`Values of query ${query.letter.toUpperCase()}`}
        columns={columns}
        rows={table.rows}
        rowKey={({ key }) => key}
        sort={{ id: 'value', descending: true }}
        empty={<NothingMatches time={time} />}
      />
    </Panel>
  );
}


function metricCell({ labels: { __name__: metric } }: TableRow) {
  return metric ? <Link {...metricCatalogueLink(familyOf(metric))}>{metric}</Link> : '';
}
