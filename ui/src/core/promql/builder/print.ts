import { precedenceOf } from '../syntax/parse';
import { quote } from '../syntax/tokens';
import type { Grouping, Matcher } from '../syntax/types';
import { specOf } from './operations';
import type { BuilderQuery, Operation } from './query';

const PLAIN_METRIC = /^[a-zA-Z_:][\w:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_]\w*$/;

/** The expression of a builder's query; empty without a metric or a filter. */
export function printQuery({ metric, matchers, operations }: BuilderQuery): string {
  const selector = printSelector(metric, matchers);
  if (selector === '') return '';
  let text = selector;
  let last: Operation | undefined;
  for (const operation of operations) {
    text = printOperation(operation, last ? inParentheses(text, last, operation) : text);
    last = operation;
  }
  return text;
}

/** A selector; empty without a metric and without matchers that say something. */
export function printSelector(metric: string, matchers: readonly Matcher[]): string {
  const said = matchers.filter(({ label, value }) => label !== '' && value !== '').map(({ label, op, value }) => `${printLabel(label)}${op}${quote(value)}`);
  if (metric !== '' && !PLAIN_METRIC.test(metric)) said.unshift(quote(metric));
  const name = PLAIN_METRIC.test(metric) ? metric : '';
  return said.length > 0 ? `${name}{${said.join(', ')}}` : name;
}

/** A label's name, in quotes where it has to. */
export const printLabel = (label: string): string => (PLAIN_LABEL.test(label) ? label : quote(label));

/** Later operators that bind tighter, or as tight to the right, need what came before as one. */
function inParentheses(text: string, inner: Operation, outer: Operation): string {
  const [within, around] = [precedenceOf(inner.id), precedenceOf(outer.id)];
  const loose = within >= 0 && around >= 0 && (within < around || (within === around && outer.id === '^'));
  return loose ? `(${text})` : text;
}

function printOperation({ id, parameters, grouping }: Operation, of: string): string {
  const spec = specOf(id);
  if (spec?.kind === 'arithmetic' || spec?.kind === 'comparison') return `${of} ${id} ${parameters[0]}`;
  const ranges = parameters.filter((_, i) => spec?.parameters[i]?.kind === 'range');
  const scalars = parameters.flatMap((value, i) => {
    const kind = spec?.parameters[i]?.kind;
    return kind === 'range' ? [] : kind === 'label' ? quote(value) : value;
  });
  const series = ranges.length > 0 ? `${of}[${ranges[0]}]` : of;
  const args = spec?.after ? [series, ...scalars] : [...scalars, series];
  return `${id}${printGrouping(grouping)}(${args.join(', ')})`;
}

function printGrouping(grouping: Grouping | undefined): string {
  if (!grouping || (grouping.labels.length === 0 && !grouping.without)) return '';
  return ` ${grouping.without ? 'without' : 'by'} (${grouping.labels.map(printLabel).join(', ')}) `;
}
