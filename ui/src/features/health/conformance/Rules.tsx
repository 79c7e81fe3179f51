import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import type { Rule } from '../api/conformance';
import styles from './Rules.module.css';

const COLUMNS: readonly Column<Rule>[] = [
  { id: 'passed', header: 'Rule', cell: ({ passed }) => <StatusBadge severity={passed ? 'ok' : 'error'}>{passed ? 'Kept' : 'Not kept'}</StatusBadge>, sortBy: ({ passed }) => Number(passed), width: '108px' },
  { id: 'endpoint', header: 'Endpoint', cell: ({ endpoint }) => <code className={styles.code}>{endpoint}</code>, sortBy: ({ endpoint }) => endpoint, width: '96px' },
  { id: 'name', header: 'What it asks for', cell: ({ name }) => <span title={name}>{name}</span> },
  { id: 'seen', header: 'Seen', cell: ({ seen }) => <span title={seen}>{seen}</span> },
  { id: 'change', header: 'What to change', cell: ({ change }) => <span title={change}>{change}</span> },
];

/** Each rule, those that are not kept first. */
export const Rules = ({ rules }: { rules: readonly Rule[] }) => (
  <DataTable label="Rules" columns={COLUMNS} rows={rules} rowKey={({ endpoint, name }) => `${endpoint} ${name}`} sort={{ id: 'passed', descending: false }} rowTone={({ passed }) => (passed ? undefined : 'error')} leastWidth={820} />
);
