import { SyntaxFault } from './types';

export type Token = { kind: 'number' | 'duration' | 'name' | 'string' | 'sign' | 'variable' | 'end'; text: string };

const SPACE = /(?:\s|#[^\n]*)+/y;
const PATTERNS: [Token['kind'], RegExp][] = [
  ['duration', /(?:\d+(?:ms|[smhdwy]))+(?![\w.])/y],
  ['number', /0x[\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)/y],
  ['variable', /\$\w+|\$\{\w+\}/y],
  ['name', /(?:[a-zA-Z_]|:(?=[a-zA-Z_:]))[\w:]*/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
  ['sign', /=~|!~|!=|==|<=|>=|[-+*/%^<>=(){}[\],@:]/y],
];

/** The pieces of an expression, an `end` after the last. Throws SyntaxFault at what is no piece of any. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) at = SPACE.lastIndex;
    if (at >= text.length) return [...tokens, { kind: 'end', text: '' }];
    const found = pieceAt(text, at);
    if (!found) throw new SyntaxFault(`unexpected ${text[at]}`);
    tokens.push(found);
    at += found.text.length;
  }
}

function pieceAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { kind, text: found[0] };
  }
  return undefined;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** What a string of the expression means. */
export function unquote(text: string): string {
  const inside = text.slice(1, -1);
  if (text.startsWith('`')) return inside;
  return inside.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/gs, (_, byte?: string, unicode?: string, sign = '') =>
    byte || unicode ? String.fromCodePoint(Number.parseInt((byte ?? unicode)!, 16)) : (ESCAPES[sign as string] ?? (sign as string)),
  );
}

/** A text as a string of an expression. */
export const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')}"`;
