import type { Schemas } from '@/api/client';
import { withFilter } from '@/core/search/filters';
import { logsLink, metricsLink, tracesLink, type LinkTarget } from '@/core/links';
import { severityRank, type Severity } from '@/core/severity';

export type Rules = Schemas['RulesResponse'];
export type RuleGroup = Schemas['RuleGroupView'];
export type Rule = RuleGroup['rules'][number];
export type Alert = Schemas['AlertView'];
export type AlertState = Alert['state'];

export const ALERT_STATES = ['firing', 'pending', 'no_data'] as const satisfies readonly AlertState[];

/** An alert with the rule it is of. */
export type Listed = { key: string; alert: Alert; rule: Rule; group: RuleGroup; severity: Severity; service: string };
/** The list: a head for each rule, its alerts below. */
export type AlertItem = Listed | { key: string; head: Rule; severity: Severity; counts: Record<AlertState, number> };

const SEVERITY_OF: Readonly<Record<string, Severity>> = {
  critical: 'critical', page: 'critical', emergency: 'critical', error: 'error', high: 'error', warning: 'warning', warn: 'warning', medium: 'warning', info: 'info', low: 'info', none: 'info',
};
const STATE_WORDS: Record<AlertState, string> = { firing: 'firing', pending: 'pending', no_data: 'no data' };
/** Labels everybody knows from elsewhere in the row. */
const SAID = new Set(['alertname', 'severity', 'signal']);

export const stateWord = (state: AlertState): string => STATE_WORDS[state];

/** How bad the label `severity` says it is; a warning where it says nothing we know. */
export const severityOf = (labels: Readonly<Record<string, string>>): Severity => SEVERITY_OF[(labels.severity ?? '').toLowerCase()] ?? 'warning';

/** All alerts, the worst and longest firing first. */
export function alertsOf(rules: Rules | undefined): Listed[] {
  const found = (rules?.groups ?? []).flatMap((group) =>
    group.rules.flatMap((rule) =>
      rule.alerts.map((alert): Listed => ({ key: keyOf(rule.name, alert), alert, rule, group, severity: severityOf(alert.labels), service: alert.labels.service_name ?? '' })),
    ),
  );
  return found.toSorted(worstFirst);
}

/** What an alert is called in links: its rule and labels. */
const keyOf = (rule: string, { labels }: Alert): string =>
  `${rule}{${Object.entries(labels).filter(([name]) => name !== 'alertname').toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`).join(',')}}`;

const STATE_RANK: Record<AlertState, number> = { firing: 0, no_data: 1, pending: 2 };

const worstFirst = (a: Listed, b: Listed): number =>
  STATE_RANK[a.alert.state] - STATE_RANK[b.alert.state] || severityRank(b.severity) - severityRank(a.severity) || a.alert.active_at.localeCompare(b.alert.active_at);

export function countsOf(listed: readonly Listed[]): Record<AlertState, number> {
  const counts: Record<AlertState, number> = { firing: 0, pending: 0, no_data: 0 };
  for (const { alert } of listed) counts[alert.state] += 1;
  return counts;
}

/** Those in a state whose rule or labels hold every word. */
export function matching(listed: readonly Listed[], { state, q = '' }: { state?: AlertState; q?: string }): Listed[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return listed.filter(({ alert, rule }) => {
    if (state !== undefined && alert.state !== state) return false;
    const text = [rule.name, ...Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`), ...Object.values(alert.annotations)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Under the head of their rule, in the order of each rule's worst. */
export function byRule(listed: readonly Listed[]): AlertItem[] {
  const rules = new Map<Rule, Listed[]>();
  for (const one of listed) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
  return [...rules].flatMap(([head, alerts]) => [
    { key: `rule:${alerts[0]!.group.file}:${alerts[0]!.group.name}:${head.name}:${alerts[0]!.key}`, head, severity: alerts.map(({ severity }) => severity).toSorted((a, b) => severityRank(b) - severityRank(a))[0]!, counts: countsOf(alerts) },
    ...alerts,
  ]);
}

/** The labels that tell an alert from its siblings. */
export const tellingLabels = ({ alert, rule }: Listed): [string, string][] =>
  Object.entries(alert.labels).filter(([name]) => !SAID.has(name) && rule.labels[name] === undefined);

/** Where what a rule asks can be looked at. */
export function queryLink(rule: Rule, labels: Readonly<Record<string, string>> = {}): LinkTarget {
  const { search } = rule;
  if (!search) return metricsLink([rule.expr]);
  const value = search.label ? labels[search.label] : undefined;
  const query = value === undefined ? search.query : withFilter(search.query, search.field, value, false);
  return search.signal === 'logs' ? logsLink({ query }) : tracesLink({ query });
}
