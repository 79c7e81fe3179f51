import { parseInline, type Inline } from './inline';

/** A block of Markdown. */
export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; aligns: Align[]; rows: Inline[][][] }
  | { kind: 'rule' };

export type Align = 'left' | 'right' | 'center' | undefined;

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const FENCE = /^ {0,3}(```+|~~~+)/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^( {0,3})([*+-]|\d{1,9}[.)])(\s+|$)/;
const QUOTE = /^ {0,3}> ?/;
const TABLE_LINE = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
/** Lists and quotes within others, at most so deep. */
const DEEPEST = 8;

/** The blocks of a text. HTML has no meaning here: it is shown as it is written. */
export const parseMarkdown = (text: string): Block[] => blocksOf(text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n'), 0);

type Read = { block: Block; past: number };

function blocksOf(lines: readonly string[], depth: number): Block[] {
  if (depth > DEEPEST) return paragraphs(lines);
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at]!.trim() === '') {
      at += 1;
      continue;
    }
    const { block, past } = heading(lines, at) ?? fence(lines, at) ?? rule(lines, at) ?? quote(lines, at, depth) ?? list(lines, at, depth) ?? table(lines, at) ?? paragraph(lines, at);
    blocks.push(block);
    at = past;
  }
  return blocks;
}

const paragraphs = (lines: readonly string[]): Block[] => [{ kind: 'paragraph', children: parseInline(lines.join('\n')) }];

function heading(lines: readonly string[], at: number): Read | undefined {
  const found = HEADING.exec(lines[at]!);
  return found ? { block: { kind: 'heading', level: found[1]!.length, children: parseInline(found[2]!) }, past: at + 1 } : undefined;
}

function fence(lines: readonly string[], at: number): Read | undefined {
  const mark = FENCE.exec(lines[at]!)?.[1];
  if (!mark) return undefined;
  let past = at + 1;
  while (past < lines.length && !lines[past]!.trim().startsWith(mark)) past += 1;
  return { block: { kind: 'code', text: lines.slice(at + 1, past).join('\n') }, past: past + 1 };
}

const rule = (lines: readonly string[], at: number): Read | undefined => (RULE.test(lines[at]!) ? { block: { kind: 'rule' }, past: at + 1 } : undefined);

function quote(lines: readonly string[], at: number, depth: number): Read | undefined {
  if (!QUOTE.test(lines[at]!)) return undefined;
  let past = at;
  while (past < lines.length && QUOTE.test(lines[past]!)) past += 1;
  return { block: { kind: 'quote', blocks: blocksOf(lines.slice(at, past).map((line) => line.replace(QUOTE, '')), depth + 1) }, past };
}

/** Items of one kind; what is indented below one belongs to it. */
function list(lines: readonly string[], at: number, depth: number): Read | undefined {
  const begin = ITEM.exec(lines[at]!);
  if (!begin) return undefined;
  const ordered = /\d/.test(begin[2]!);
  const items: string[][] = [];
  let past = at;
  while (past < lines.length) {
    const found = ITEM.exec(lines[past]!);
    const last = items.at(-1);
    if (found && /\d/.test(found[2]!) === ordered && !RULE.test(lines[past]!)) items.push([lines[past]!.slice(found[0].length)]);
    else if (last && /^ {2,}\S/.test(lines[past]!)) last.push(lines[past]!.replace(/^ {1,4}/, ''));
    else if (last && lines[past]!.trim() === '' && /^ {2,}\S/.test(lines[past + 1] ?? '')) last.push('');
    else if (last && lines[past]!.trim() !== '' && !found && !beginsBlock(lines[past]!)) last.push(lines[past]!);
    else break;
    past += 1;
  }
  return { block: { kind: 'list', ordered, start: ordered ? Number.parseInt(begin[2]!, 10) : 1, items: items.map((item) => blocksOf(item, depth + 1)) }, past };
}

function table(lines: readonly string[], at: number): Read | undefined {
  const marks = lines[at + 1];
  if (marks === undefined || !lines[at]!.includes('|') || !TABLE_LINE.test(marks) || !marks.includes('-')) return undefined;
  const head = cellsOf(lines[at]!);
  if (cellsOf(marks).length !== head.length) return undefined;
  let past = at + 2;
  while (past < lines.length && lines[past]!.includes('|') && lines[past]!.trim() !== '') past += 1;
  const aligns = cellsOf(marks).map((mark): Align => (mark.endsWith(':') ? (mark.startsWith(':') ? 'center' : 'right') : mark.startsWith(':') ? 'left' : undefined));
  const rows = lines.slice(at + 2, past).map((line) => {
    const cells = cellsOf(line);
    return head.map((_, i) => parseInline(cells[i] ?? ''));
  });
  return { block: { kind: 'table', head: head.map((cell) => parseInline(cell)), aligns, rows }, past };
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

const beginsBlock = (line: string): boolean => [HEADING, FENCE, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line));

function paragraph(lines: readonly string[], at: number): Read {
  let past = at + 1;
  while (past < lines.length && lines[past]!.trim() !== '' && !beginsBlock(lines[past]!) && !(lines[past]!.includes('|') && TABLE_LINE.test(lines[past + 1] ?? ''))) past += 1;
  // The spaces at a line's end are a break; those at its beginning are nothing.
  const text = lines.slice(at, past).map((line) => line.trimStart()).join('\n').trimEnd();
  return { block: { kind: 'paragraph', children: parseInline(text) }, past };
}
