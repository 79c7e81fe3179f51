import type { ReactNode } from 'react';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What the column sorts by; without it the column can't be sorted. Missing values come last either way. */
  sortBy?: (row: Row) => string | number | null | undefined;
  /** Numbers go to the right. */
  align?: 'left' | 'right';
  /** CSS width such as `96px` or `30%`. Columns without one share what is left. */
  width?: string;
  /** Not shown until somebody chooses it. */
  optional?: boolean;
  /** Stays whatever is chosen: the name of the row. */
  fixed?: boolean;
};

export type Sort = { id: string; descending: boolean };
