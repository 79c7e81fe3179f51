import { useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import { IconRoute } from '@tabler/icons-react';
import { formatValue } from '@/core/format';
import { tracesLink } from '@/core/links';
import { CodeView } from '@/ui/CodeView/CodeView';
import { Definition } from '@/ui/Definition/Definition';
import { Empty } from '@/ui/Empty/Empty';
import { Group } from '@/ui/Group/Group';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { DrawerChart } from '../../panels/DrawerChart';
import type { Of } from '../../panels/model/fill';
import { useFigures } from '../../panels/useFigures';
import { useSearchPatch } from '@/core/useSearchPatch';
import type { SystemSearch } from '../search';
import { spansOfStatement, STATEMENTS, statementsOf } from './statements';
import styles from './StatementDrawer.module.css';

/** One statement: its text, what it costs over time, and the traces that ran it. `id` is its number, database and user. */
export function StatementDrawer({ of, id }: { of: Of; id: string }) {
  const patch = useSearchPatch<SystemSearch>();
  const found = useFigures(STATEMENTS, of);
  const query = useMemo(() => ({ data: found.data && statementsOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  const [queryid = '', datname = '', user = ''] = id.split(' ');
  const own = useMemo(() => ({ ...of, queryid, datname, user }), [of, queryid, datname, user]);
  return (
    <SideDrawer label="Statement" title="Statement" onClose={() => patch({ open: undefined })}>
      <QueryBody query={query} skeleton={<TableSkeleton rows={4} />}>
        {(rows) => {
          const statement = rows.find((row) => row.id === id);
          if (!statement) return <Empty title="It did not run in this time range" hint="Choose a longer one." />;
          return (
            <>
              <div className={styles.text}>
                <CodeView label="Statement" code={statement.text || 'The text is not known: the server forgot it, or keeps it to itself.'} />
                {statement.text !== '' && (
                  <Link {...tracesLink({ query: spansOfStatement(statement.text) })} className={styles.way}>
                    <IconRoute size={14} stroke={1.7} />
                    Traces that ran it
                  </Link>
                )}
              </div>
              <Definition
                label="In this time range"
                entries={[
                  ['Of all time', formatValue(statement.share, 'ratio')],
                  ['Mean', formatValue(statement.mean, 's')],
                  ['Calls', formatValue(statement.calls, '/s')],
                  ['Rows per call', formatValue(statement.rows, 'short')],
                  ['From cache', formatValue(statement.hit, 'ratio')],
                  ['Database', statement.database],
                  ['User', statement.user],
                ]}
              />
              <Group title="Mean of a call">
                <DrawerChart label="Mean of a call" of={own} unit="s" lines={MEAN} empty="It was not called" />
              </Group>
              <Group title="Calls">
                <DrawerChart label="Calls" of={own} unit="/s" lines={CALLS} empty="It was not called" />
              </Group>
            </>
          );
        }}
      </QueryBody>
    </SideDrawer>
  );
}

const MEAN = [{ query: 'sum(rate(pg_stat_statements_seconds_total{$of}[$rate])) / sum(rate(pg_stat_statements_calls_total{$of}[$rate]))', name: 'mean' }];
const CALLS = [{ query: 'sum(rate(pg_stat_statements_calls_total{$of}[$rate]))', name: 'calls' }];
