import { calculate } from '@/core/calculations';
import type { Panel } from '../../model/dashboard';
import type { Field } from './fields';

/** One number of a panel that shows numbers. `samples` are what it stands for. */
export type Figure = { key: string; name: string; field: Field; value: number | null; samples: readonly (number | null)[] };

/** A number for each series, or for each sample where all values are asked for, at most so many of them. */
export function figuresOf({ calculation, all_values, row_limit }: Panel['options'], fields: readonly Field[]): Figure[] {
  const found = all_values
    ? fields.flatMap((field) => field.series.values.map((value, i): Figure => ({ key: `${field.key} ${i}`, name: field.name, field, value, samples: [value] })))
    : fields.map((field): Figure => ({ key: field.key, name: field.name, field, value: calculate(field.series.values, calculation), samples: field.series.values }));
  return row_limit === null ? found : found.slice(0, row_limit);
}
