import { tryParse } from './syntax/parse';
import type { Expr } from './syntax/types';
import { fillVariables } from './variables';

/** The metrics an expression reads, each once. None where it can't be read, or names them in other ways. */
export function metricsIn(expression: string): string[] {
  const tree = tryParse(fillVariables(expression, 60, 3600));
  return tree ? [...new Set(namesIn(tree))] : [];
}

function namesIn(expr: Expr): string[] {
  switch (expr.kind) {
    case 'selector':
      return expr.metric === '' ? [] : [expr.metric];
    case 'call':
    case 'aggregation':
      return expr.args.flatMap(namesIn);
    case 'binary':
      return [...namesIn(expr.left), ...namesIn(expr.right)];
    case 'negative':
    case 'subquery':
      return namesIn(expr.of);
    case 'number':
    case 'string':
      return [];
  }
}
