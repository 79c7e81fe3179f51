import { parseExpression } from '../syntax/parse';
import { SyntaxFault, type AggregationExpr, type BinaryExpr, type CallExpr, type Expr, type SelectorExpr } from '../syntax/types';
import { specOf, type OperationSpec } from './operations';
import { EMPTY_QUERY, type BuilderQuery, type Operation } from './query';

/** The query the builder shows for an expression, or why it can't. */
export type BuilderReading = { query: BuilderQuery } | { reason: string };

class Beyond extends Error {
  override readonly name = 'Beyond';
}

/** Reads an expression into the builder. What it can't show without losing something is refused, in words. */
export function readQuery(text: string): BuilderReading {
  if (text.trim() === '') return { query: EMPTY_QUERY };
  try {
    return { query: queryOf(parseExpression(text)) };
  } catch (error) {
    if (error instanceof Beyond) return { reason: error.message };
    if (error instanceof SyntaxFault) return { reason: 'The builder can’t read this yet: it is not complete.' };
    throw error;
  }
}

const beyond = (what: string): never => {
  throw new Beyond(`The builder has no ${what}: edit this one as text.`);
};

function queryOf(expression: Expr): BuilderQuery {
  switch (expression.kind) {
    case 'selector':
      return selectorQuery(expression);
    case 'call':
      return callQuery(expression);
    case 'aggregation':
      return aggregationQuery(expression);
    case 'binary':
      return binaryQuery(expression);
    case 'subquery':
      return beyond('subqueries');
    case 'negative':
      return beyond('signs before an expression');
    default:
      return beyond('expressions without a metric');
  }
}

function selectorQuery({ metric, matchers, range, shifted }: SelectorExpr): BuilderQuery {
  if (shifted) return beyond('offset and @');
  if (range !== undefined) return beyond('ranges without a function');
  if (matchers.some(({ value }) => value === '')) return beyond('filters for labels that are missing');
  if (metric === '' && matchers.some(({ label }) => label === '__name__')) return beyond('patterns of metric names');
  return { metric, matchers, operations: [] };
}

function aggregationQuery({ op, args, grouping }: AggregationExpr): BuilderQuery {
  const of = args.at(-1) ?? beyond('aggregation of nothing');
  return withOperation(queryOf(of), { id: op, parameters: scalars(op, args.slice(0, -1)), ...(grouping && { grouping }) }, specOf(op));
}

function callQuery({ name, args }: CallExpr): BuilderQuery {
  const spec = specOf(name);
  if (!spec || (spec.kind !== 'range' && spec.kind !== 'function')) return beyond(`function ${name}`);
  const at = args.findIndex(({ kind }) => kind !== 'number' && kind !== 'string');
  const expected = spec.after ? 0 : args.length - 1;
  const of = args[at];
  if (!of || at !== expected) return beyond(`such a call of ${name}`);
  const given = scalars(name, args.filter((_, i) => i !== at));
  if (spec.kind === 'function') return withOperation(queryOf(of), { id: name, parameters: given }, spec);
  if (of.kind === 'subquery') return beyond('subqueries');
  if (of.kind !== 'selector' || of.range === undefined) return beyond(`such a call of ${name}`);
  const { range, ...selector } = of;
  return withOperation(queryOf(selector), { id: name, parameters: spec.after ? [range, ...given] : [...given, range] }, spec);
}

function binaryQuery({ op, bool, matched, left, right }: BinaryExpr): BuilderQuery {
  if (isScalar(left)) return beyond('numbers before an operator');
  if (matched || (!isScalar(right) && hasMetric(right))) return beyond('combinations of two metrics');
  if (!isScalar(right)) return beyond('calculations with several numbers');
  if (bool) return beyond('bool');
  const spec = specOf(op);
  if (!spec) return beyond(`operator ${op}`);
  return withOperation(queryOf(left), { id: op, parameters: [right.text] }, spec);
}

const isScalar = (expression: Expr): expression is Extract<Expr, { kind: 'number' }> => expression.kind === 'number';

function hasMetric(expression: Expr): boolean {
  if (expression.kind === 'binary') return hasMetric(expression.left) || hasMetric(expression.right);
  return expression.kind !== 'number' && expression.kind !== 'string';
}

function scalars(name: string, args: readonly Expr[]): string[] {
  return args.map((arg) => (arg.kind === 'number' ? arg.text : arg.kind === 'string' ? arg.value : beyond(`such a call of ${name}`)));
}

function withOperation(query: BuilderQuery, operation: Operation, spec: OperationSpec | undefined): BuilderQuery {
  if (!spec || operation.parameters.length !== spec.parameters.length) return beyond(`such a call of ${operation.id}`);
  return { ...query, operations: [...query.operations, operation] };
}
