import { isFieldName } from '@/core/search/spelling';
import type { Unit } from '@/core/format';

/** What can be calculated of the records of a group. All but `count` are of a field. */
export const OPERATIONS = ['count', 'unique', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] as const;
export type Operation = (typeof OPERATIONS)[number];
export type Measure = { op: Operation; field?: string };

/** More do not fit beside each other. */
export const MAX_MEASURES = 5;
export const COUNT: Measure = { op: 'count' };

/** The measures of a URL, at most five and each once: `count,p95:duration_ms`. Without any, records are counted. */
export function readMeasures(text: string | undefined): Measure[] {
  const read = new Map<string, Measure>();
  for (const part of (text ?? '').split(',')) {
    const [name, field] = part.split(':', 2);
    const op = OPERATIONS.find((each) => each === name);
    if (op === 'count') read.set(op, COUNT);
    else if (op && field && isFieldName(field)) read.set(part, { op, field });
  }
  return read.size > 0 ? [...read.values()].slice(0, MAX_MEASURES) : [COUNT];
}

const spelt = ({ op, field }: Measure): string => (field === undefined ? op : `${op}:${field}`);

/** Measures as the URL holds them; only counting is the default and not written. */
export function writeMeasures(measures: readonly Measure[]): string | undefined {
  const text = measures.map(spelt).join(',');
  return text === 'count' || text === '' ? undefined : text;
}

export const measureKey = spelt;

const WORDS: Partial<Record<Operation, string>> = { unique: 'values of', avg: 'average', min: 'least', max: 'most' };

/** A measure as the head of a column. */
export const measureName = ({ op, field }: Measure): string => (field === undefined ? 'records' : `${WORDS[op] ?? op} ${field}`);

/** What a measure is in, as far as the name of its field tells. */
export function measureUnit({ op, field = '' }: Measure): Unit {
  if (op === 'count' || op === 'unique') return 'short';
  if (/(?:^|[._])(?:ms|millis|milliseconds)$/i.test(field)) return 'ms';
  if (/(?:^|[._])(?:s|sec|secs|seconds)$/i.test(field)) return 's';
  return /(?:^|[._])(?:bytes|size)$/i.test(field) ? 'bytes' : 'short';
}
