import { describe, expect, it } from 'vitest';
import { alertsOf, byRule, countsOf, matching, queryLink, severityOf, tellingLabels, type Alert, type Rule, type Rules } from './model/alerts';
import { fileRules, holds, standing } from './model/rules';
import { readAlertsSearch } from './search';

const alert = (state: Alert['state'], labels: Record<string, string>, active_at = '2026-01-01T00:00:00Z'): Alert => ({ state, labels, annotations: {}, value: 1, active_at, fired_at: null, keep_firing_since: null });

const rule = (name: string, alerts: Alert[], more: Partial<Rule> = {}): Rule => ({
  kind: 'alerting', name, expr: 'up == 0', labels: {}, annotations: {}, for_seconds: 0, keep_firing_for_seconds: 0, state: 'firing', no_data: [], health: 'ok', error: '', evaluated_at: null, evaluation_seconds: 0, alerts, ...more,
});

const SEARCH = rule('Errors', [alert('firing', { alertname: 'Errors', severity: 'critical', signal: 'logs', service_name: 'shop' })], {
  labels: { severity: 'critical', signal: 'logs' }, search: { id: 's', signal: 'logs', query: 'level:error', field: 'service', label: 'service_name' },
});
const DOWN = rule('Down', [
  alert('pending', { alertname: 'Down', severity: 'warning', instance: 'b' }),
  alert('firing', { alertname: 'Down', severity: 'warning', instance: 'a' }, '2026-01-02T00:00:00Z'),
  alert('no_data', { alertname: 'Down', severity: 'warning', instance: 'c' }),
]);
const GROUP = { file: 'rules.yml', name: 'g', interval_seconds: 30, query_offset_seconds: 0, limit: 0, evaluated_at: null, evaluation_seconds: 0, iterations: 1, missed_iterations: 0, evaluations: 1, failures: 0 };
const RULES: Rules = { groups: [{ ...GROUP, rules: [DOWN] }, { ...GROUP, file: 'searches', name: 'Errors', rules: [SEARCH] }], no_data: [], loaded_at: null, load_error: '' };

describe('alerts', () => {
  it('come the worst first, those that fire before those nobody knows of and those that wait', () => {
    expect(alertsOf(RULES).map(({ rule: { name }, alert: { state } }) => `${name} ${state}`)).toEqual(['Errors firing', 'Down firing', 'Down no_data', 'Down pending']);
  });

  it('stand under the heads of their rules, counted by state', () => {
    const items = byRule(alertsOf(RULES));
    expect(items.map((item) => ('head' in item ? `# ${item.head.name}` : item.alert.state))).toEqual(['# Errors', 'firing', '# Down', 'firing', 'no_data', 'pending']);
    expect(countsOf(alertsOf(RULES))).toEqual({ firing: 2, pending: 1, no_data: 1 });
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });

  it('are found by state and by words of their labels', () => {
    const listed = alertsOf(RULES);
    expect(matching(listed, { state: 'pending' }).map(({ alert: { labels } }) => labels.instance)).toEqual(['b']);
    expect(matching(listed, { q: 'SHOP errors' })).toHaveLength(1);
    expect(matching(listed, { q: 'instance=a down' })).toHaveLength(1);
  });

  it('show the labels that tell them apart, not those of the rule', () => {
    expect(tellingLabels(alertsOf(RULES)[0]!)).toEqual([['service_name', 'shop']]);
  });

  it.each([['critical', 'critical'], ['page', 'critical'], ['WARN', 'warning'], ['info', 'info'], ['blue', 'warning'], [undefined, 'warning']])('severity %s is %s', (said, severity) => {
    expect(severityOf(said ? { severity: said } : {})).toBe(severity);
  });

  it('lead to the query of their rule, narrowed to their group', () => {
    expect(queryLink(SEARCH, { service_name: 'shop' })).toEqual({ to: '/explore/logs', search: { query: 'level:error service:shop' } });
    expect(queryLink(SEARCH)).toEqual({ to: '/explore/logs', search: { query: 'level:error' } });
    expect(queryLink(DOWN)).toEqual({ to: '/explore/metrics', search: { a: 'up == 0' } });
  });
});

describe('rules', () => {
  it('of files are listed without searches, which stand by themselves', () => {
    expect(fileRules(RULES.groups).map(({ rule: { name } }) => name)).toEqual(['Down']);
  });

  it('say what they are doing, failure before state', () => {
    expect(standing({ health: 'err', error: 'bad', state: 'firing', severity: 'info' })).toEqual({ word: 'fails', tone: 'error', why: 'bad' });
    const well = { health: 'ok', error: '', severity: 'warning' } as const;
    expect(standing({ ...well, state: 'inactive' }).word).toBe('quiet');
    expect(standing({ ...well, state: null }).word).toBe('records');
    expect(standing({ ...well, state: 'firing' })).toEqual({ word: 'firing', tone: 'warning' });
    expect(standing({ ...well, state: 'firing' }, false).word).toBe('off');
  });

  it('are found by all words, wherever they occur', () => {
    expect(holds('disk FULL', 'DiskAlmostFull', 'node_filesystem')).toBe(true);
    expect(holds('disk cpu', 'DiskAlmostFull')).toBe(false);
  });
});

it('reads its part of the URL, and leaves out what it does not know', () => {
  expect(readAlertsSearch({ view: 'rules', state: 'no_data', q: 'x', open: '' })).toEqual({ view: 'rules', state: 'no_data', q: 'x', open: undefined });
  expect(readAlertsSearch({ view: 'other', state: 'silenced' })).toEqual({ view: undefined, state: undefined, q: undefined, open: undefined });
});
