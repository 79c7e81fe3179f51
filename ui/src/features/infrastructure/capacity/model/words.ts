import { formatValue, thousands } from '@/core/format';
import type { Resource } from '../api';

/** A use of a resource in its unit. */
export function amount(value: number, unit: Resource['unit']): string {
  if (unit === 'bytes') return formatValue(value, 'bytes');
  if (unit === 'ratio') return formatValue(value, 'ratio');
  return unit === 'cores' ? `${formatValue(value, 'short')} cores` : thousands(value);
}

/** Which one it is: its labels without the job, the host first. */
export function nameOf({ labels }: Resource): string {
  const { job: _job, instance = '', ...rest } = labels;
  return [instance, ...Object.values(rest)].filter(Boolean).join(' · ');
}

export const keyOf = ({ kind, labels }: Resource): string => JSON.stringify([kind, Object.entries(labels).toSorted()]);

/** Whether anything can be said of how it would be with more load. */
export const isTold = ({ grown, crosses_at_grown, per_day_grown, state }: Resource): boolean => state === 'ok' && (grown !== null || crosses_at_grown !== null || per_day_grown !== null);

/** Whether it matters: at or above the threshold now, with the growth, or before long. */
export function toneOf(resource: Resource, threshold: number): 'error' | 'warning' | undefined {
  if (resource.busy.share >= threshold) return 'error';
  return (resource.grown?.share ?? 0) >= threshold ? 'warning' : undefined;
}

/** One sentence on what comes first. */
export function verdictOf(resources: readonly Resource[], threshold: number, growth: number): string {
  const more = growth >= 0 ? `${formatValue(growth, 'ratio')} more load` : `${formatValue(-growth, 'ratio')} less load`;
  const full = resources.filter((resource) => resource.busy.share >= threshold);
  if (full.length > 0) return `${full.length} ${full.length === 1 ? 'resource is' : 'resources are'} above ${formatValue(threshold, 'ratio')} in busy times already: ${full[0]!.title.toLowerCase()} ${nameOf(full[0]!)} first`;
  const tight = resources.filter((resource) => (resource.grown?.share ?? 0) >= threshold);
  if (tight.length > 0) return `With ${more}, ${tight.length} ${tight.length === 1 ? 'resource crosses' : 'resources cross'} ${formatValue(threshold, 'ratio')}: ${tight[0]!.title.toLowerCase()} ${nameOf(tight[0]!)} first`;
  const dated = resources.find(({ crosses_at_grown }) => crosses_at_grown !== null);
  if (dated) return `With ${more}, nothing crosses ${formatValue(threshold, 'ratio')} at once; ${dated.title.toLowerCase()} ${nameOf(dated)} does first, by growing`;
  return resources.some(isTold) ? `With ${more}, everything that can be told stays below ${formatValue(threshold, 'ratio')}` : `What ${more} would take can’t be told yet`;
}
