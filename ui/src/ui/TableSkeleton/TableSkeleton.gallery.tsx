import { TableSkeleton } from './TableSkeleton';

export const gallery = { title: 'Table skeleton', group: 'Feedback' as const, render: () => <TableSkeleton rows={3} /> };
