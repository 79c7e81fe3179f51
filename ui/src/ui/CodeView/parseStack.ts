import { isLibrary } from './isLibrary';

export type Frame = { function: string; file: string; line: string; inApp: boolean; /** Source shown with the frame. */ source: string[] };

/** A stack trace is text (`TypeError: …`, `Caused by: …`) and frames, in the order they were written. */
export type StackPart = { text: string } | Frame;

type Pattern = { match: RegExp; read: (found: RegExpExecArray) => Pick<Frame, 'function' | 'file' | 'line'> };

const named = ({ groups }: RegExpExecArray) => ({ function: groups?.fn ?? '', file: groups?.file ?? '', line: groups?.line ?? '' });

const PATTERNS: readonly Pattern[] = [
  // Python: `  File "app.py", line 12, in run`
  { match: /^\s*File "(?<file>[^"]+)", line (?<line>\d+)(?:, in (?<fn>.+))?$/, read: named },
  // .NET: `   at Shop.Cart.Add(Item item) in C:\src\Cart.cs:line 12`
  { match: /^\s*at (?<fn>.+) in (?<file>.+):line (?<line>\d+)$/, read: named },
  // JavaScript: `    at run (file:///app.js:12:7)`, `    at /app.js:12:7`
  { match: /^\s*at (?:(?:async )?(?<fn>.+?) \()?(?<file>(?:[a-z-]+:)?[^\s()]*?[^\s():]+):(?<line>\d+):\d+\)?$/, read: named },
  // Java, Kotlin, Scala: `\tat com.shop.Cart.add(Cart.java:12)`
  { match: /^\s*at (?<fn>[\w.$<>/@]+)\((?<file>[^:()]+)(?::(?<line>\d+))?\)$/, read: named },
  // .NET without symbols: `   at System.Linq.Enumerable.First()`
  { match: /^\s*at (?<fn>[\w.`+<>[\]]+\(.*\))$/, read: named },
  // Ruby: `app/cart.rb:12:in 'add'`
  { match: /^\s*(?:from )?(?<file>[^\s:]+\.rb):(?<line>\d+):in [`'](?<fn>[^']+)'$/, read: named },
  // PHP: `#0 /srv/app/Cart.php(12): Cart->add()`
  { match: /^#\d+ (?<file>[^()]+)\((?<line>\d+)\): (?<fn>.+)$/, read: named },
];

/** Go writes the function on one line and the place on the next. */
const GO_PLACE = /^\t(?<file>\S+\.go):(?<line>\d+)(?: \+0x[0-9a-f]+)?$/;
const PYTHON_FILE = /^\s*File "/;

/** Reads a stack trace in the way of Python, JavaScript, Java, .NET, Go, Ruby or PHP. What is no frame stays text. */
export function parseStack(text: string): StackPart[] {
  const parts: StackPart[] = [];
  const lines = text.replace(/\s+$/, '').split(/\r?\n/);
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    const go = GO_PLACE.exec(lines[i + 1] ?? '');
    const frame = go ? { ...named(go), function: line.trim() } : frameOf(line);
    if (!frame) {
      parts.push({ text: line });
      continue;
    }
    if (go) i += 1;
    const source: string[] = [];
    if (PYTHON_FILE.test(line)) {
      // Python shows the line of source below, and at times marks the part of it that failed.
      while (/^ {4,}\S/.test(lines[i + 1] ?? '') && !PYTHON_FILE.test(lines[i + 1]!)) source.push(lines[(i += 1)]!.slice(4));
    }
    parts.push({ ...frame, inApp: !isLibrary(frame.file, frame.function), source });
  }
  return parts;
}

function frameOf(line: string): Pick<Frame, 'function' | 'file' | 'line'> | undefined {
  for (const { match, read } of PATTERNS) {
    const found = match.exec(line);
    if (found) return read(found);
  }
  return undefined;
}

export const isFrame = (part: StackPart): part is Frame => 'inApp' in part;
