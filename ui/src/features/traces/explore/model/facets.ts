import type { Schemas } from '@/api/client';
import { isFieldName } from '@/core/search/spelling';
import type { FacetField } from '@/ui/FacetList/Facet';

type SpanField = Schemas['LogField'];

/** What people narrow traces by, in this order; `label` where the field's name says too little. */
const FIRST = ['status', 'service', 'env', 'name', 'kind', 'version'];
const LABELS: Record<string, string> = { name: 'operation' };
const NAMES: Record<string, string> = { environment: 'env' };
/** Columns come again under the names their senders gave them. */
const REPEATED = new Set(['service.name', 'service.version', 'deployment.environment.name', 'user.id', 'request.id']);
/** With more values than this a field names single traces instead of kinds of them. */
const MANY = 50;

/** The fields of spans as facets: the well-known first, then what is on many spans and has a handful of values. */
export function facetsOf(fields: readonly SpanField[]): FacetField[] {
  const facets = fields.flatMap((field) => {
    const name = field.place === 'column' ? (NAMES[field.name] ?? field.name) : field.name;
    if ((field.place !== 'column' && REPEATED.has(name)) || !isFieldName(name)) return [];
    const values = field.values.map(({ value, records }) => ({ value, count: records }));
    return [{ field, facet: { name, label: LABELS[name], distinct: field.distinct, values } }];
  });
  const rank = ({ facet }: { facet: FacetField }) => (FIRST.includes(facet.name) ? FIRST.indexOf(facet.name) : FIRST.length);
  return facets
    .toSorted((a, b) => rank(a) - rank(b) || tier(a.field) - tier(b.field) || b.field.records - a.field.records || a.facet.name.localeCompare(b.facet.name))
    .map(({ facet }) => facet);
}

/** What was done tells traces apart better than where; a single value, or one per trace, tells nothing. */
function tier({ place, distinct }: SpanField): number {
  if (distinct <= 1 || distinct > MANY) return 2;
  return place === 'resource' ? 1 : 0;
}
