import type { AuditEntry } from './api';

/** Who occurs in the entries, by name; the one filtered by is there even when none of them is his. */
export function actorOptions(entries: readonly AuditEntry[], chosen: string | undefined): { value: string; label: string }[] {
  const names = new Map(entries.map(({ actor }) => [actor.id, actor.name === actor.id ? actor.name : `${actor.name} (${actor.kind})`]));
  if (chosen !== undefined && !names.has(chosen)) names.set(chosen, chosen);
  return [...names].map(([value, label]) => ({ value, label })).toSorted((a, b) => a.label.localeCompare(b.label));
}
