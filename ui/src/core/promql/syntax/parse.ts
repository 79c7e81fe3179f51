import { tokensOf, unquote, type Token } from './tokens';
import { isAggregation, SyntaxFault, type Expr, type Grouping, type Matcher, type SelectorExpr } from './types';

/** Binary operators from the loosest to the tightest. `^` groups to the right, the others to the left. */
const PRECEDENCE: readonly (readonly string[])[] = [['or'], ['and', 'unless'], ['==', '!=', '<=', '<', '>=', '>'], ['+', '-'], ['*', '/', '%', 'atan2'], ['^']];
export const precedenceOf = (op: string): number => PRECEDENCE.findIndex((ops) => ops.includes(op));
const POWER = precedenceOf('^');
const MATCH_OPS = new Set(['=', '!=', '=~', '!~']);

/** The tree of an expression. Throws SyntaxFault for what is none, or nothing we know. Source: Prometheus' documentation of PromQL. */
export function parseExpression(text: string): Expr {
  const reader = new Reader(tokensOf(text));
  const expression = reader.expression(0);
  reader.take('');
  return expression;
}

/** The tree, or undefined for what can't be read. */
export function tryParse(text: string): Expr | undefined {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  private get next(): Token {
    return this.tokens[this.at]!;
  }

  private is(text: string): boolean {
    return this.next.kind !== 'string' && this.next.text.toLowerCase() === text;
  }

  private accept(text: string): boolean {
    if (!this.is(text) || this.next.kind === 'end') return false;
    this.at += 1;
    return true;
  }

  /** The next piece, which must be this one; the empty text is the end. */
  take(text: string): void {
    if (!this.is(text)) throw new SyntaxFault(`expected ${text || 'the end'}, found ${this.next.text || 'the end'}`);
    this.at += 1;
  }

  private takeKind(...kinds: Token['kind'][]): string {
    const { kind, text } = this.next;
    if (!kinds.includes(kind)) throw new SyntaxFault(`unexpected ${text || 'end'}`);
    this.at += 1;
    return text;
  }

  expression(loosest: number): Expr {
    let left = this.signed();
    for (;;) {
      const op = this.next.kind === 'sign' || this.next.kind === 'name' ? this.next.text.toLowerCase() : '';
      const tightness = precedenceOf(op);
      if (tightness < 0 || tightness < loosest) return left;
      this.at += 1;
      const bool = this.accept('bool');
      const matched = this.matching();
      const right = this.expression(tightness === POWER ? tightness : tightness + 1);
      left = { kind: 'binary', op, bool, matched, left, right };
    }
  }

  private matching(): boolean {
    if (!this.accept('on') && !this.accept('ignoring')) return false;
    this.names();
    if ((this.accept('group_left') || this.accept('group_right')) && this.is('(')) this.names();
    return true;
  }

  private signed(): Expr {
    if (this.accept('+')) return this.signed();
    if (!this.accept('-')) return this.suffixed(this.primary());
    const of = this.expression(POWER);
    return of.kind === 'number' ? { kind: 'number', text: `-${of.text}` } : { kind: 'negative', of };
  }

  private suffixed(expression: Expr): Expr {
    let found = expression;
    for (;;) {
      if (this.accept('[')) {
        const range = this.duration();
        if (this.accept(':')) {
          const step = this.is(']') ? '' : this.duration();
          found = { kind: 'subquery', of: found, range: `${range}:${step}` };
        } else if (found.kind === 'selector' && found.range === undefined) found = { ...found, range };
        else throw new SyntaxFault('a range follows a selector');
        this.take(']');
      } else if (this.accept('offset')) {
        this.accept('-');
        this.duration();
        found = shifted(found);
      } else if (this.accept('@')) {
        this.accept('-');
        if (this.takeKind('number', 'name').match(/^(?:start|end)$/)) {
          this.take('(');
          this.take(')');
        }
        found = shifted(found);
      } else return found;
    }
  }

  private duration = (): string => this.takeKind('duration', 'number', 'variable');

  private primary(): Expr {
    const { kind, text } = this.next;
    if (kind === 'number' || kind === 'duration') {
      this.at += 1;
      return { kind: 'number', text };
    }
    if (kind === 'string') {
      this.at += 1;
      return { kind: 'string', value: unquote(text) };
    }
    if (this.accept('(')) {
      const inside = this.expression(0);
      this.take(')');
      return inside;
    }
    if (this.is('{')) return this.selector('');
    const name = this.takeKind('name');
    const lower = name.toLowerCase();
    if (isAggregation(lower) && (this.is('(') || this.is('by') || this.is('without'))) return this.aggregation(lower);
    if (this.is('(')) return { kind: 'call', name, args: this.args() };
    if (['inf', 'nan'].includes(lower)) return { kind: 'number', text: name };
    return this.selector(name);
  }

  private aggregation(op: string): Expr {
    const before = this.grouping();
    const args = this.args();
    return { kind: 'aggregation', op, args, grouping: before ?? this.grouping() };
  }

  private grouping(): Grouping | undefined {
    if (this.accept('by')) return { without: false, labels: this.names() };
    return this.accept('without') ? { without: true, labels: this.names() } : undefined;
  }

  private args(): Expr[] {
    this.take('(');
    const args: Expr[] = [];
    while (!this.accept(')')) {
      args.push(this.expression(0));
      if (!this.is(')')) this.take(',');
    }
    return args;
  }

  private names(): string[] {
    this.take('(');
    const names: string[] = [];
    while (!this.accept(')')) {
      const text = this.takeKind('name', 'string');
      names.push(/^["'`]/.test(text) ? unquote(text) : text);
      if (!this.is(')')) this.take(',');
    }
    return names;
  }

  private selector(name: string): SelectorExpr {
    let metric = name;
    const matchers: Matcher[] = [];
    if (this.accept('{')) {
      while (!this.accept('}')) {
        const text = this.takeKind('name', 'string');
        const label = /^["'`]/.test(text) ? unquote(text) : text;
        if (MATCH_OPS.has(this.next.text)) {
          const op = this.takeKind('sign') as Matcher['op'];
          matchers.push({ label, op, value: unquote(this.takeKind('string')) });
        } else if (text !== label && metric === '') metric = label;
        else throw new SyntaxFault(`${label} needs a value`);
        if (!this.is('}')) this.take(',');
      }
    }
    return { kind: 'selector', metric, matchers, shifted: false };
  }
}

function shifted(expression: Expr): Expr {
  if (expression.kind === 'selector') return { ...expression, shifted: true };
  if (expression.kind === 'subquery') return expression;
  throw new SyntaxFault('offset and @ follow a selector');
}
