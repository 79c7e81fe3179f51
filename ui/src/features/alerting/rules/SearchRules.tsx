import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { conditionWords, type SearchRule } from '@/ui/SearchRule/values';
import { severityRank, type Severity } from '@/core/severity';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { MISSING } from '@/core/format';
import { searchStanding } from '../model/rules';
import { SeverityWord } from './SeverityWord';
import { Standing } from './Standing';
import styles from './RuleTables.module.css';

const COLUMNS: Column<SearchRule>[] = [
  { id: 'state', header: 'State', width: '110px', sortBy: (rule) => searchStanding(rule).word, cell: (rule) => <Standing {...searchStanding(rule)} /> },
  { id: 'name', header: 'Rule', width: '24%', fixed: true, sortBy: ({ name }) => name.toLowerCase(), cell: ({ name }) => <b className={styles.name}>{name}</b> },
  { id: 'severity', header: 'Severity', width: '92px', sortBy: ({ severity }) => severityRank(severity as Severity), cell: ({ severity }) => <SeverityWord severity={severity} /> },
  { id: 'condition', header: 'Fires on', width: '210px', cell: (rule) => conditionWords(rule) },
  { id: 'query', header: 'Search', cell: ({ query, signal }) => <span className={styles.expr}>{query || `all ${signal === 'logs' ? 'log records' : 'spans'}`}</span> },
  { id: 'by', header: 'Changed by', width: '110px', optional: true, cell: ({ changed_by }) => changed_by },
  { id: 'at', header: 'Evaluated', width: '92px', cell: ({ evaluated_at }) => (evaluated_at ? <Timestamp at={evaluated_at} mode="relative" /> : MISSING) },
];

/** Rules that are searches; a row opens its form. */
export const SearchRules = ({ rules, open, onOpen }: { rules: readonly SearchRule[]; open: string | undefined; onOpen: (id: string) => void }) => (
  <DataTable label="Search rules" columns={COLUMNS} rows={rules} rowKey={({ id }) => id} onRow={({ id }) => onOpen(id)} selected={open} leastWidth={760} rowTone={({ enabled }) => (enabled ? undefined : 'off')} />
);
