import type { SearchRule } from '@/ui/SearchRule/values';
import type { Severity } from '@/core/severity';
import { severityOf, type Rule, type RuleGroup } from './alerts';

/** A rule of a file with the group it is in. */
export type FileRule = { key: string; rule: Rule; group: RuleGroup };

/** The rules of files, in their order; those that are searches are listed by themselves. */
export const fileRules = (groups: readonly RuleGroup[]): FileRule[] =>
  groups.flatMap((group) => group.rules.flatMap((rule, i) => (rule.search ? [] : [{ key: `${group.file};${group.name};${i}`, rule, group }])));

/** Whether every word occurs in one of the texts. */
export function holds(q: string, ...texts: readonly string[]): boolean {
  const all = texts.join(' ').toLowerCase();
  return q.toLowerCase().split(/\s+/).filter(Boolean).every((word) => all.includes(word));
}

type Said = Pick<Rule, 'health' | 'error'> & { state?: Rule['state']; severity: Severity };

/** What a rule is doing: its state, as bad as its alerts are, or why it says nothing. */
export function standing({ health, state, error, severity }: Said, enabled = true): { word: string; tone: Severity; why?: string } {
  if (!enabled) return { word: 'off', tone: 'unknown' };
  if (health === 'err') return { word: 'fails', tone: 'error', why: error };
  if (health === 'unknown') return { word: 'not yet evaluated', tone: 'unknown' };
  if (state === 'firing') return { word: 'firing', tone: severity };
  if (state === 'pending') return { word: 'pending', tone: 'unknown' };
  if (state === 'no_data') return { word: 'no data', tone: 'unknown' };
  return { word: state === 'inactive' ? 'quiet' : 'records', tone: 'ok' };
}

export const ruleStanding = (rule: Rule) => standing({ ...rule, severity: severityOf(rule.labels) });
export const searchStanding = ({ health, error, state, enabled, severity }: SearchRule) => standing({ health: health ?? 'unknown', error: error ?? '', state, severity }, enabled);
