import type { Schemas } from '@/api/client';

export type SearchRule = Schemas['SearchRuleView'];
export type SearchRuleInput = Schemas['SearchRuleInput'];
export type SearchCondition = Omit<Schemas['PreviewRequest'], 'start' | 'end'>;
export type Preview = Schemas['PreviewResponse'];
export type SearchSignal = SearchCondition['signal'];

/** What the form holds: a rule, its figures as texts, as people type them. */
export type RuleValues = {
  name: string;
  query: string;
  op: NonNullable<SearchRuleInput['op']>;
  threshold: string;
  window: string;
  groupBy: string;
  hold: string;
  severity: NonNullable<SearchRuleInput['severity']>;
  description: string;
  enabled: boolean;
};

const UNITS = [[86_400, 'd'], [3600, 'h'], [60, 'm']] as const;

export const OPS: readonly { value: RuleValues['op']; label: string }[] = [
  { value: 'above', label: 'more than' },
  { value: 'below', label: 'fewer than' },
  { value: 'absent', label: 'none' },
];
export const WINDOWS = choices([60, 300, 600, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400]);
export const HOLDS = [{ value: '0', label: 'at once' }, ...choices([60, 300, 600, 900, 1800, 3600]).map(({ value, label }) => ({ value, label: `for ${label}` }))];
export const SEVERITIES: readonly { value: RuleValues['severity']; label: string }[] = [
  { value: 'critical', label: 'Critical' },
  { value: 'warning', label: 'Warning' },
  { value: 'info', label: 'Info' },
];

const LONGEST_NAME = 60;
const NOISY = 20;

/** `300` → `5m`. */
export function lengthWord(seconds: number): string {
  const unit = UNITS.find(([size]) => seconds >= size && seconds % size === 0);
  return unit ? `${seconds / unit[0]}${unit[1]}` : `${seconds}s`;
}

function choices(seconds: readonly number[]) {
  return seconds.map((value) => ({ value: String(value), label: lengthWord(value) }));
}

/** The choices, with the one a rule has though nobody offers it. */
export const withOwn = (offered: readonly { value: string; label: string }[], own: string) =>
  offered.some(({ value }) => value === own) ? [...offered] : [...offered, { value: own, label: lengthWord(Number(own)) }];

/** What a search proposes: more than ten in five minutes, under its own words. */
export const newRule = (query: string): RuleValues => ({
  name: query.length > LONGEST_NAME ? `${query.slice(0, LONGEST_NAME - 1)}…` : query,
  query,
  op: 'above',
  threshold: '10',
  window: '300',
  groupBy: '',
  hold: '0',
  severity: 'warning',
  description: '',
  enabled: true,
});

export const valuesOf = (rule: SearchRule): RuleValues => ({
  name: rule.name,
  query: rule.query ?? '',
  op: rule.op ?? 'above',
  threshold: String(rule.threshold ?? 0),
  window: String(rule.window_seconds ?? 300),
  groupBy: rule.group_by ?? '',
  hold: String(rule.for_seconds ?? 0),
  severity: rule.severity,
  description: rule.description,
  enabled: rule.enabled,
});

/** What is counted, as the server wants it; undefined while the figure is none. */
export function conditionOf(signal: SearchSignal, values: RuleValues): SearchCondition | undefined {
  const { query, op, window, groupBy, hold } = values;
  if (thresholdFault(values) !== undefined) return undefined;
  const threshold = op === 'absent' ? 0 : Number(values.threshold);
  return { signal, query: query.trim(), op, threshold, window_seconds: Number(window), group_by: groupBy.trim(), for_seconds: Number(hold) };
}

/** What is wrong with the figure, if anything. */
export function thresholdFault({ op, threshold }: Pick<RuleValues, 'op' | 'threshold'>): string | undefined {
  if (op === 'absent') return undefined;
  if (!/^\d{1,12}$/.test(threshold.trim())) return 'a whole number';
  return op === 'below' && Number(threshold) < 1 ? '1 or more' : undefined;
}

/** `more than 10 in 5m`. */
export function conditionWords({ op = 'above', threshold = 0, window_seconds = 300, group_by = '' }: Partial<SearchCondition>): string {
  const amount = op === 'absent' ? 'none' : `${op === 'above' ? 'more' : 'fewer'} than ${threshold}`;
  return `${amount} in ${lengthWord(window_seconds)}${group_by ? ` by ${group_by}` : ''}`;
}

/** What a preview comes to, in a sentence, and whether that is worth a second thought. */
export function verdict({ times }: Pick<Preview, 'times'>): { text: string; noisy: boolean } {
  if (times === 0) return { text: 'Would not have fired in the last 24 h', noisy: false };
  const noisy = times > NOISY;
  return { text: `Would have fired ${times === 1 ? 'once' : `${times} times`} in the last 24 h${noisy ? ': people stop reading alerts that come so often' : ''}`, noisy };
}
