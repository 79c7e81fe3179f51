import { formatValue } from '@/core/format';
import { DataTable, type Column } from './DataTable';

type Row = { name: string; requests: number; errors: number; p95: number; version: string };

const COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Service', cell: (row) => row.name, sortBy: (row) => row.name, fixed: true },
  { id: 'requests', header: 'Requests/s', cell: (row) => formatValue(row.requests, 'short'), sortBy: (row) => row.requests, align: 'right' },
  { id: 'errors', header: 'Errors', cell: (row) => formatValue(row.errors, 'ratio'), sortBy: (row) => row.errors, align: 'right' },
  { id: 'p95', header: 'p95', cell: (row) => formatValue(row.p95, 'ms'), sortBy: (row) => row.p95, align: 'right' },
  { id: 'version', header: 'Version', cell: (row) => row.version, optional: true },
];
const ROWS: Row[] = [
  { name: 'checkout', requests: 42.1, errors: 0.064, p95: 812, version: '2.14.0' },
  { name: 'catalog', requests: 318, errors: 0.0002, p95: 41, version: '1.9.3' },
  { name: 'frontend', requests: 96, errors: 0, p95: 120, version: '7.0.1' },
];

export const gallery = {
  title: 'Data table',
  group: 'Data' as const,
  render: () => <DataTable label="Services of the gallery" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.name} sort={{ id: 'errors', descending: true }} chooser="gallery" onRow={() => undefined} />,
};
