import { describe, expect, it } from 'vitest';
import { findingsOf, originOfError } from './findings';
import { findSpans, following } from './find';
import { happeningsOf, type TraceLog } from './happenings';
import { collapsed, enclosing, revealed, visibleRows } from './rows';
import { coveredNs } from './selfTime';
import { buildTrace } from './tree';
import type { TraceSpan } from './types';

const START = 1_795_431_064_891_660_760n;
const MS = 1_000_000;

/** A span that starts and lasts so many milliseconds. */
function span(span_id: string, parent_id: string, startMs: number, durationMs: number, more: Partial<TraceSpan> = {}): TraceSpan {
  const start_ns = String(START + BigInt(Math.round(startMs * MS)));
  return {
    trace_id: 't', span_id, parent_id, start_ns, duration_ns: durationMs * MS, name: `op ${span_id}`, kind: 'Internal', service: 'shop', environment: '', version: '',
    start: '', status: 'Unset', status_message: '', user_id: '', request_id: '', trace_state: '', attributes: {}, resource: {}, scope: {}, events: [], links: [], ...more,
  };
}

const keysOf = (rows: { key: string }[]) => rows.map(({ key }) => key);
const loop = (count: number, more: Partial<TraceSpan> = {}) => Array.from({ length: count }, (_, i) => span(`q${i}`, 'a', 10 + i * 8, 8, { name: 'SELECT products', ...more }));

describe('the tree of a trace', () => {
  it('counts time from the first span, exactly', () => {
    const trace = buildTrace([span('b', 'a', 0.000001, 1), span('a', '', 0, 5)]);
    expect(trace.startNs).toBe(START);
    expect(trace.byKey.get('b')?.startNs).toBe(1);
    expect(trace.durationNs).toBe(5 * MS);
  });

  it('puts each span before its children and those in the order of their start', () => {
    const trace = buildTrace([span('c', 'a', 3, 1), span('d', 'b', 2, 1), span('b', 'a', 1, 2), span('a', '', 0, 5)]);
    expect(trace.nodes.map(({ key, depth }) => `${key}${depth}`)).toEqual(['a0', 'b1', 'd2', 'c1']);
  });

  it('shows spans whose parent is missing at the top, and says so', () => {
    const trace = buildTrace([span('b', 'gone', 0, 2), span('c', 'b', 1, 1)]);
    expect(trace.roots.map(({ key, orphan }) => [key, orphan])).toEqual([['b', 'missing-parent']]);
    expect(trace.root.key).toBe('b');
    expect(findingsOf(trace).map(({ label }) => label)).toContain('Root span missing');
  });

  it('begins with the true root even when an orphan lasts longer', () => {
    expect(buildTrace([span('lost', 'gone', 0, 90), span('a', '', 1, 5)]).root.key).toBe('a');
  });

  it('breaks a circle of parents at its first span', () => {
    const trace = buildTrace([span('a', 'b', 0, 5), span('b', 'a', 1, 2), span('self', 'self', 2, 1)]);
    expect(trace.roots.map(({ key, orphan }) => [key, orphan])).toEqual([['a', 'cycle'], ['self', 'cycle']]);
    expect(trace.nodes).toHaveLength(3);
  });

  it('keeps every one of several spans with the same id', () => {
    const trace = buildTrace([span('a', '', 0, 5), span('a', '', 1, 2), span('a', '', 2, 1)]);
    expect(keysOf(trace.nodes)).toEqual(['a', 'a~2', 'a~3']);
  });

  it('takes ten thousand spans within each other', () => {
    const deep = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i ? `s${i - 1}` : '', i / 1000, 20 - i / 1000));
    expect(buildTrace(deep).nodes.at(-1)?.depth).toBe(9999);
  });

  it.each([
    ['another service starts 2 ms before its parent', 'payments', -2, 2 * MS],
    ['the same service does', 'shop', -2, undefined],
    ['it is less than a millisecond', 'payments', -0.5, undefined],
  ])('tells that clocks differ when %s', (_, service, startMs, skew) => {
    const trace = buildTrace([span('a', '', 0, 5), span('b', 'a', startMs, 1, { service })]);
    expect(trace.byKey.get('b')?.skewNs).toBe(skew);
  });
});

describe('self time', () => {
  it('leaves out children once, clipped to their parent', () => {
    const trace = buildTrace([span('a', '', 0, 100), span('b', 'a', 10, 30), span('c', 'a', 20, 30), span('d', 'a', 90, 50)]);
    expect(trace.byKey.get('a')?.selfNs).toBe(50 * MS);
    expect(coveredNs({ startNs: 0, endNs: 10 }, [{ startNs: 20, endNs: 30 }])).toBe(0);
  });

  it('adds up per service, most first', () => {
    const trace = buildTrace([span('a', '', 0, 100), span('b', 'a', 10, 70, { service: 'search' })]);
    expect(trace.services).toEqual([{ service: 'search', selfNs: 70 * MS }, { service: 'shop', selfNs: 30 * MS }]);
  });
});

describe('the critical path', () => {
  it('walks back from the end over what ended last', () => {
    const trace = buildTrace([span('a', '', 0, 100), span('fast', 'a', 10, 20), span('slow', 'a', 10, 60), span('last', 'a', 70, 25), span('in', 'last', 72, 20)]);
    expect([...trace.criticalPath].toSorted()).toEqual(['a', 'in', 'last', 'slow']);
  });

  it('counts what outlives its parent up to the end of it, and nothing after it', () => {
    const trace = buildTrace([span('a', '', 0, 100), span('long', 'a', 50, 100), span('before', 'a', 5, 40), span('after', 'a', 120, 5)]);
    expect([...trace.criticalPath].toSorted()).toEqual(['a', 'before', 'long']);
  });
});

describe('the rows of the waterfall', () => {
  const trace = buildTrace([span('a', '', 0, 100), ...loop(6), span('z', 'a', 90, 5), span('y', 'z', 91, 1)]);

  it('shows five equal siblings or more as one that opens', () => {
    expect(keysOf(visibleRows(trace, new Set()))).toEqual(['a', 'fold:q0', 'z', 'y']);
    const opened = visibleRows(trace, new Set(['fold:q0']));
    expect(keysOf(opened)).toEqual(['a', 'fold:q0', 'q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'z', 'y']);
    expect(opened.map(({ depth }) => depth)).toEqual([0, 1, 2, 2, 2, 2, 2, 2, 1, 2]);
  });

  it('shows four equal siblings, and failed ones, each for itself', () => {
    expect(buildTrace([span('a', '', 0, 100), ...loop(4)]).folds.size).toBe(0);
    expect(buildTrace([span('a', '', 0, 100), ...loop(6, { status: 'Error' })]).folds.size).toBe(0);
  });

  it('hides what is inside of a closed span', () => {
    expect(keysOf(visibleRows(trace, new Set(['z'])))).toEqual(['a', 'fold:q0', 'z']);
    expect(keysOf(visibleRows(trace, collapsed(trace)))).toEqual(['a', 'fold:q0', 'z']);
    expect(keysOf(visibleRows(trace, new Set(['a'])))).toEqual(['a']);
  });

  it('opens all that a span is hidden in, and nothing else', () => {
    const opened = revealed(trace.byKey.get('q3')!, new Set(['a', 'z']));
    expect([...opened].toSorted()).toEqual(['fold:q0', 'z']);
    expect(revealed(trace.byKey.get('q3')!, opened)).toBe(opened);
  });

  it('knows the row around a row', () => {
    const rows = visibleRows(trace, new Set());
    expect(enclosing(rows, 3)?.key).toBe('z');
    expect(enclosing(rows, 0)).toBeUndefined();
  });
});

describe('what a trace says about itself', () => {
  it('names the deepest failure, with its message', () => {
    const exception = { time: '', time_ns: '0', name: 'exception', attributes: { 'exception.message': 'shard 2 did not answer' } };
    const trace = buildTrace([
      span('a', '', 0, 100, { status: 'Error' }), span('b', 'a', 1, 50, { status: 'Error' }), span('c', 'b', 2, 9, { status: 'Error', events: [exception] }), span('d', 'a', 60, 9, { status: 'Error' }),
    ]);
    expect(originOfError(trace)?.key).toBe('c');
    expect(findingsOf(trace)[0]).toEqual({ kind: 'error', label: 'Error begins in', text: 'shop op c: shard 2 did not answer', key: 'c' });
  });

  it('tells of calls one after another, not of calls at the same time', () => {
    const inSequence = findingsOf(buildTrace([span('a', '', 0, 100), ...loop(6)]));
    expect(inSequence.find(({ kind }) => kind === 'loop')).toMatchObject({ text: 'SELECT products ran 6 times, one after another in op a: 48 % of the trace', key: 'fold:q0' });
    const atOnce = loop(6).map((each) => ({ ...each, start_ns: String(START + 10n) }));
    expect(findingsOf(buildTrace([span('a', '', 0, 100), ...atOnce])).some(({ kind }) => kind === 'loop')).toBe(false);
  });

  it('names the span that took the most time of its own', () => {
    const trace = buildTrace([span('a', '', 0, 100), span('b', 'a', 5, 80)]);
    expect(findingsOf(trace)).toEqual([{ kind: 'slow', label: 'Most time in', text: 'shop op b: 80 ms of its own, 80 %', key: 'b' }]);
    expect(findingsOf(buildTrace([span('a', '', 0, 100)]))).toEqual([]);
  });
});

describe('finding spans', () => {
  const trace = buildTrace([span('a', '', 0, 100, { name: 'GET /Checkout' }), span('b', 'a', 5, 80, { attributes: { 'db.name': 'orders' } })]);

  it('looks into names and attributes, whatever the case', () => {
    expect(findSpans(trace, 'checkout')).toEqual(['a']);
    expect(findSpans(trace, 'db.name=ORD')).toEqual(['b']);
    expect(findSpans(trace, '  ')).toEqual([]);
  });

  it('goes round', () => {
    expect(following(['a', 'b'], undefined)).toBe('a');
    expect(following(['a', 'b'], 'b')).toBe('a');
    expect(following(['a', 'b'], 'a', -1)).toBe('b');
    expect(following([], 'a')).toBeUndefined();
  });
});

describe('what happened in a span', () => {
  it('puts events and log lines in one order of time', () => {
    const at = (ms: number) => String(START + BigInt(ms * MS));
    const event = { time: '', time_ns: at(3), name: 'exception', attributes: {} };
    const trace = buildTrace([span('a', '', 0, 100, { events: [event] })]);
    const log = (id: string, ms: number) => ({ id, timestamp_ns: at(ms), level: 'WARN' }) as TraceLog;
    const found = happeningsOf(trace.root, [log('late', 5), log('early', 1)], trace.startNs);
    expect(found.map(({ key, tone, atNs }) => [key, tone, atNs / MS])).toEqual([['early', 'warn', 1], ['event:0', 'error', 3], ['late', 'warn', 5]]);
  });
});
