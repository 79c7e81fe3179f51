import type { Labels } from './answers';

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The text of a template such as `{{instance}} {{mode}}`; a label the series has not is nothing. */
export const fillTemplate = (template: string, labels: Labels): string => template.replace(PLACE, (_, name: string) => labels[name] ?? '').trim();

/** A series as PromQL writes it: `up{job="node"}`. */
export function spellSeries({ __name__ = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length > 0 || __name__ === '' ? `${__name__}{${pairs.join(', ')}}` : __name__;
}

/** What tells a series from any other: its labels in one order. */
export const seriesKey = (labels: Labels): string => JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Names of labels most people would say first, the others follow as they are written. */
const FIRST = ['__name__', 'service_name', 'service', 'job', 'instance', 'http_request_method', 'method', 'http_route', 'handler', 'quantile', 'le'];
const rank = (label: string): number => (FIRST.includes(label) ? FIRST.indexOf(label) : FIRST.length);

/** The labels in which these series differ, those that people would say first at the beginning. */
export function differingLabels(series: readonly Labels[]): string[] {
  const seen = new Map<string, Set<string>>();
  const names = new Set(series.flatMap((labels) => Object.keys(labels)));
  for (const name of names) seen.set(name, new Set(series.map((labels) => labels[name] ?? '')));
  return [...seen].filter(([, values]) => values.size > 1).map(([name]) => name).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * Short names of the series of one query: what tells them apart and nothing else. A label that says the same as one before it
 * (each instance has its own pod) is left out. One series alone is called by its labels if they are few, or by `alone`; so is one without labels where the template has nothing to fill in.
 */
export function seriesNames(series: readonly Labels[], template: string, alone: string): string[] {
  if (template !== '') return series.map((labels) => fillTemplate(template, labels) || (Object.keys(labels).length > 0 ? spellSeries(labels) : alone));
  if (series.length <= 1) return series.map((labels) => fewWords(labels) ?? alone);
  const telling = tellingLabels(series);
  return series.map((labels) => {
    const words = telling.flatMap((name) => wordOf(name, labels[name]));
    return words.length > 0 ? words.join(' · ') : spellSeries(labels);
  });
}

const FEW_LABELS = 2;

/** The labels of a series that has little else: what is left after adding up by them. */
function fewWords(labels: Labels): string | undefined {
  const names = Object.keys(labels);
  if (names.length === 0 || names.length > FEW_LABELS || labels.__name__ !== undefined) return undefined;
  return names.flatMap((name) => wordOf(name, labels[name])).join(' · ') || undefined;
}

/** Values that say nothing without the name of their label. */
const BARE = /^[-+]?[\d.]+(?:e[-+]?\d+)?$|^\+Inf$|^(?:true|false|yes|no|ok)$/i;
const wordOf = (name: string, value: string | undefined): string | [] => (!value ? [] : BARE.test(value) ? `${name} ${value}` : value);

function tellingLabels(series: readonly Labels[]): string[] {
  const chosen: string[] = [];
  let apart = 1;
  for (const name of differingLabels(series)) {
    const now = new Set(series.map((labels) => JSON.stringify([...chosen, name].map((each) => labels[each] ?? '')))).size;
    if (now === apart) continue;
    chosen.push(name);
    apart = now;
    if (apart === series.length) break;
  }
  return chosen;
}
