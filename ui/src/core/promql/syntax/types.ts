/** An expression of PromQL as a tree. Only what its readers need: places and comments are not kept. */

export type Matcher = { label: string; op: '=' | '!=' | '=~' | '!~'; value: string };
export type Grouping = { without: boolean; labels: string[] };

export type NumberExpr = { kind: 'number'; text: string };
export type StringExpr = { kind: 'string'; value: string };
/** `range` is the text between brackets; `shifted` says that `offset` or `@` follow. */
export type SelectorExpr = { kind: 'selector'; metric: string; matchers: Matcher[]; range?: string; shifted: boolean };
export type CallExpr = { kind: 'call'; name: string; args: Expr[] };
export type AggregationExpr = { kind: 'aggregation'; op: string; args: Expr[]; grouping?: Grouping };
/** `matched` says that `on`, `ignoring`, `group_left` or `group_right` follow the operator. */
export type BinaryExpr = { kind: 'binary'; op: string; bool: boolean; matched: boolean; left: Expr; right: Expr };
export type NegativeExpr = { kind: 'negative'; of: Expr };
export type SubqueryExpr = { kind: 'subquery'; of: Expr; range: string };

export type Expr = NumberExpr | StringExpr | SelectorExpr | CallExpr | AggregationExpr | BinaryExpr | NegativeExpr | SubqueryExpr;

/** What an expression begins to be when it can't be read. The server's words are better: this only says that there is no tree. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
}

export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio'] as const;
export const isAggregation = (name: string): boolean => (AGGREGATIONS as readonly string[]).includes(name);
