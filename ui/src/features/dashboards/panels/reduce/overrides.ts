import type { Override, Values } from '../../model/dashboard';

/** What an override is matched against: the name its series or column has before anything renames it, another one a table gives it, and its query. */
export type Named = { name: string; ref: string; renamed?: string };

/** The values of a series: those of the panel, with what each matching override says in their order. */
export function valuesFor(named: Named, values: Values, overrides: readonly Override[]): Values {
  return overrides.reduce((merged, override) => (matches(override, named) ? merge(merged, override.values) : merged), values);
}

export function matches({ by, match }: Pick<Override, 'by' | 'match'>, { name, ref, renamed }: Named): boolean {
  if (by === 'name') return match === name || match === renamed;
  if (by === 'query') return match === ref;
  const pattern = patternOf(match);
  return pattern !== undefined && (pattern.test(name) || (renamed !== undefined && pattern.test(renamed)));
}

/** A pattern of a dashboard, searched anywhere; `(?i)` in front ignores case. Undefined when it can't be read. */
export function patternOf(text: string): RegExp | undefined {
  const blind = text.startsWith('(?i)');
  try {
    return new RegExp(blind ? text.slice(4) : text, blind ? 'i' : '');
  } catch {
    return undefined;
  }
}

const isSaid = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);

/** Keys that are as they are by default say nothing. The mode of thresholds belongs to them. */
function merge(values: Values, over: Values): Values {
  const said = Object.fromEntries(Object.entries(over).filter(([key, value]) => key !== 'threshold_mode' && isSaid(value))) as Partial<Values>;
  return { ...values, ...said, ...(isSaid(over.thresholds) ? { threshold_mode: over.threshold_mode } : {}) };
}
