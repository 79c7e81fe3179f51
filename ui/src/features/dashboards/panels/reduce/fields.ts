import { SLOTS } from '@/core/colors';
import { differingLabels } from '@/core/promql/legend';
import type { TokenOf } from '@/core/serviceSlots';
import type { Panel, Values } from '../../model/dashboard';
import type { Series } from '../../model/frames';
import { panelColour } from './colours';
import { valuesFor } from './overrides';

/** A series with what the panel says of it. `colour` is its own where nothing is measured by thresholds. */
export type Field = { key: string; name: string; series: Series; values: Values; colour: string };

type Drawn = Pick<Panel, 'values' | 'overrides'>;

/** The series of a panel that are shown, by the names they are shown under; those that hang from zero with their sign turned. */
export function fieldsOf({ values: base, overrides }: Drawn, series: readonly Series[], tokenOf: TokenOf): Field[] {
  const merged = series.map((each) => ({ series: each, values: valuesFor(each, base, overrides) })).filter(({ values }) => !values.hidden);
  const ownColour = colours(merged.map((each) => each.series), tokenOf);
  const seen = new Map<string, number>();
  return merged.map(({ series: each, values }, i): Field => {
    const name = nameOf(each, values);
    const times = seen.get(`${each.ref} ${name}`) ?? 0;
    seen.set(`${each.ref} ${name}`, times + 1);
    return {
      key: `${each.ref} ${name}${times > 0 ? ` ${times + 1}` : ''}`,
      name,
      series: values.negative ? { ...each, values: each.values.map((value) => (value === null ? null : -value)) } : each,
      values,
      colour: values.colour ? panelColour(values.colour) : ownColour(i),
    };
  });
}

const FIELD = /\$\{__(?:field|series)\.(name|labels\.([\w.]+))\}/g;

/** The name a panel or an override gives; it may hold Grafana's `${__field.labels.instance}`. */
const nameOf = ({ name, labels }: Series, values: Values): string =>
  values.name.replace(FIELD, (_, what: string, label: string | undefined) => (what === 'name' || label === undefined ? name : (labels[label] ?? ''))) || name;

const SERVICE = ['service_name', 'service'] as const;

/** A line for each service has the service's colour, as on every page; others take turns. */
function colours(series: readonly Series[], tokenOf: TokenOf): (i: number) => string {
  const differing = differingLabels(series.map(({ labels }) => labels));
  const label = SERVICE.find((name) => differing.length === 1 && differing[0] === name);
  if (label !== undefined && series.every(({ labels }) => labels[label])) return (i) => tokenOf(series[i]!.labels[label]!);
  return (i) => `--s${(i % SLOTS) + 1}`;
}
