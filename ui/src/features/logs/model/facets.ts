import type { Schemas } from '@/api/client';
import { LEVELS, toLevel } from '@/core/levels';
import { isFieldName } from '@/core/search/spelling';
import type { FacetField } from '@/ui/FacetList/Facet';

type LogField = Schemas['LogField'];

/** The columns that are not called so in searches, and the other names under which their values come again. */
const NAMES: Record<string, string> = { environment: 'env' };
const REPEATED = new Set(['service.name', 'service.version', 'deployment.environment.name', 'user.id', 'request.id']);
const COLUMNS_FIRST = ['level', 'service', 'env', 'version'];
/** Ids of single records help nobody to narrow a search. */
const USEFUL_VALUES = 50;

/** The fields of a result as facets: level and service, then what splits the records best. */
export function facetsOf(fields: readonly LogField[], sampled: number): FacetField[] {
  const facets = fields.flatMap((field) => {
    if (field.place !== 'column' && REPEATED.has(field.name)) return [];
    const name = field.place === 'column' ? (NAMES[field.name] ?? field.name) : field.name;
    if (!isFieldName(name)) return [];
    const values = field.values.map(({ value, records }) => ({ value, count: records }));
    const facet = { name, distinct: field.distinct, values: name === 'level' ? levels(values) : values };
    return [{ facet, use: usefulness(field, sampled) }];
  });
  const rank = ({ facet }: (typeof facets)[number]) => (COLUMNS_FIRST.includes(facet.name) ? COLUMNS_FIRST.indexOf(facet.name) : COLUMNS_FIRST.length);
  return facets.toSorted((a, b) => rank(a) - rank(b) || b.use - a.use || a.facet.name.localeCompare(b.facet.name)).map(({ facet }) => facet);
}

/** How well a field narrows: it is on many records and has a handful of values. One value, or one per record, tells nothing. */
export function usefulness({ records, distinct, place }: Pick<LogField, 'records' | 'distinct' | 'place'>, sampled: number): number {
  const coverage = sampled === 0 ? 0 : records / sampled;
  const splits = distinct <= 1 ? 0.05 : distinct <= USEFUL_VALUES ? 1 : Math.max(0.02, USEFUL_VALUES / distinct / 2);
  return coverage * splits * (place === 'resource' ? 0.6 : 1);
}

/** Spellings of one level added up, worst first. */
function levels(values: readonly { value: string; count: number }[]): { value: string; count: number }[] {
  return LEVELS.toReversed().flatMap((level) => {
    const count = values.filter(({ value }) => toLevel(value) === level).reduce((sum, each) => sum + each.count, 0);
    return count > 0 ? [{ value: level, count }] : [];
  });
}
