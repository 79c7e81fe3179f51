/** What stands in a line of Markdown. Everything that is no mark is text; nothing is ever markup of a page. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'struck'; children: Inline[] }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'break' };

type Found = { node: Inline | Inline[]; length: number };
type Reader = (text: string, depth: number) => Found | undefined;

/** Marks within marks, at most so deep. */
const DEEPEST = 8;

const code: Reader = (text) => {
  const found = /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/.exec(text);
  return found ? { node: { kind: 'code', text: found[2]!.trim() }, length: found[0].length } : undefined;
};

const wrapped =
  (pattern: RegExp, kind: 'strong' | 'emphasis' | 'struck'): Reader =>
  (text, depth) => {
    const found = pattern.exec(text);
    return found ? { node: { kind, children: parseInline(found[1]!, depth + 1) }, length: found[0].length } : undefined;
  };

/** A link, or an image as a link to it: pages load nothing from elsewhere. */
const link: Reader = (text, depth) => {
  const found = /^!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/.exec(text);
  if (!found) return undefined;
  const children = parseInline(found[1] || found[2]!, depth + 1);
  const url = safeUrl(found[2]!);
  return { node: url === undefined ? children : { kind: 'link', url, children }, length: found[0].length };
};

const bare: Reader = (text) => {
  const found = /^<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"])>?/.exec(text);
  const url = found && safeUrl(found[1]!);
  return url ? { node: { kind: 'link', url, children: [{ kind: 'text', text: found[1]! }] }, length: found[0].length } : undefined;
};

const escaped: Reader = (text) => {
  const found = /^\\([\\`*_{}[\]()#+\-.!|~<>])/.exec(text);
  return found ? { node: { kind: 'text', text: found[1]! }, length: 2 } : undefined;
};

const lineBreak: Reader = (text) => {
  const found = /^(?: {2,}|\\)\n|^<br\s*\/?>\n?/i.exec(text);
  return found ? { node: { kind: 'break' }, length: found[0].length } : undefined;
};

const READERS: readonly Reader[] = [
  lineBreak,
  escaped,
  code,
  wrapped(/^\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/, 'strong'),
  wrapped(/^__(?=\S)([\s\S]*?\S)__(?!\w)/, 'strong'),
  wrapped(/^\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/, 'emphasis'),
  wrapped(/^_(?=[^\s_])([\s\S]*?[^\s_])_(?!\w)/, 'emphasis'),
  wrapped(/^~~(?=\S)([\s\S]*?\S)~~/, 'struck'),
  link,
  bare,
];

/** Where something but text may begin. */
const MARK = /[\\`*_~[!<]| {2,}\n|https?:\/\//g;

/** The parts of a text within a block. */
export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > DEEPEST) return text === '' ? [] : [{ kind: 'text', text }];
  const parts: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  while (at < text.length) {
    MARK.lastIndex = at;
    const mark = MARK.exec(text);
    if (!mark) break;
    plain += text.slice(at, mark.index);
    at = mark.index;
    // `snake_case` is a word.
    const inWord = text[at] === '_' && /\w/.test(text[at - 1] ?? '');
    const rest = text.slice(at);
    const found = inWord ? undefined : first(rest, depth);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    parts.push(...(Array.isArray(found.node) ? found.node : [found.node]));
    at += found.length;
  }
  plain += text.slice(at);
  flush();
  return parts;
}

function first(text: string, depth: number): Found | undefined {
  for (const read of READERS) {
    const found = read(text, depth);
    if (found) return found;
  }
  return undefined;
}

/** An address people may follow: http, https, or within this server. Undefined for any other. */
export function safeUrl(address: string): string | undefined {
  // Browsers leave out controls and spaces before they read the scheme.
  const url = [...address].filter((sign) => sign > ' ').join('');
  if (/^https?:\/\//i.test(url)) return url;
  if (url === '' || url.startsWith('//') || url.startsWith('/\\') || url.startsWith('\\')) return undefined;
  return /^(?:[/?#.]|[\w-]+(?:[/?#]|$))/.test(url) && !/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : undefined;
}
