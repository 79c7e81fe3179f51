import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { formatValue, MISSING } from '@/core/format';
import { severityRank } from '@/core/severity';
import { severityOf } from '../model/alerts';
import { ruleStanding, type FileRule } from '../model/rules';
import { SeverityWord } from './SeverityWord';
import { Standing } from './Standing';
import styles from './RuleTables.module.css';

const COLUMNS: Column<FileRule>[] = [
  { id: 'state', header: 'State', width: '110px', sortBy: ({ rule }) => ruleStanding(rule).word, cell: ({ rule }) => <Standing {...ruleStanding(rule)} /> },
  { id: 'name', header: 'Rule', width: '24%', fixed: true, sortBy: ({ rule }) => rule.name.toLowerCase(), cell: ({ rule }) => <b className={styles.name}>{rule.name}</b> },
  { id: 'severity', header: 'Severity', width: '92px', sortBy: ({ rule }) => (rule.kind === 'alerting' ? severityRank(severityOf(rule.labels)) : -1), cell: ({ rule }) => (rule.kind === 'alerting' ? <SeverityWord severity={severityOf(rule.labels)} /> : MISSING) },
  { id: 'group', header: 'Group', width: '170px', sortBy: ({ group }) => `${group.file} ${group.name}`, cell: ({ group }) => <span title={group.file}>{group.name}</span> },
  { id: 'expr', header: 'Expression', cell: ({ rule }) => <span className={styles.expr}>{rule.expr}</span> },
  { id: 'took', header: 'Took', width: '76px', align: 'right', sortBy: ({ rule }) => rule.evaluation_seconds, cell: ({ rule }) => formatValue(rule.evaluation_seconds * 1000, 'ms') },
  { id: 'at', header: 'Evaluated', width: '92px', cell: ({ rule }) => (rule.evaluated_at ? <Timestamp at={rule.evaluated_at} mode="relative" /> : MISSING) },
];

/** Rules of files, recording ones too; a row opens what the file says. */
export const FileRules = ({ rules, open, onOpen }: { rules: readonly FileRule[]; open: string | undefined; onOpen: (key: string) => void }) => (
  <DataTable label="Rules of files" columns={COLUMNS} rows={rules} rowKey={({ key }) => key} onRow={({ key }) => onOpen(key)} selected={open} leastWidth={860} />
);
