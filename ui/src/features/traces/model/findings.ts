import { duration, percent } from '@/core/format';
import { coveredNs } from './selfTime';
import type { Fold, SpanNode, Trace } from './types';

/** Something worth knowing about a trace, in words, and the span (or fold) it speaks of. */
export type Finding = { kind: 'error' | 'loop' | 'slow' | 'incomplete' | 'clocks'; label: string; text: string; key: string };

/** A loop is worth telling from this share of the trace on. */
const LOOP_SHARE = 0.05;
const SLOW_SHARE = 0.3;
/** Calls one after another overlap hardly; calls at the same time do, and are no loop. */
const IN_SEQUENCE = 0.8;
const NS_PER_MS = 1e6;

const time = (ns: number) => duration(ns / NS_PER_MS);
const nameOf = ({ span }: SpanNode) => `${span.service} ${span.name}`;

/** What a trace says about itself, the most useful first. */
export function findingsOf(trace: Trace): Finding[] {
  return [errorOrigin(trace), loop(trace), slowest(trace), incomplete(trace), clocks(trace)].filter((finding) => finding !== undefined);
}

/** The deepest span that failed: failures travel up from there. */
export function originOfError(trace: Trace): SpanNode | undefined {
  return trace.failed.toSorted((a, b) => b.depth - a.depth || a.startNs - b.startNs)[0];
}

/** What a failed span says went wrong, or nothing. */
export function messageOf({ span }: SpanNode): string {
  const exception = span.events.findLast(({ name }) => name === 'exception')?.attributes;
  return exception?.['exception.message'] || span.status_message || exception?.['exception.type'] || span.attributes['error.type'] || '';
}

function errorOrigin(trace: Trace): Finding | undefined {
  const node = originOfError(trace);
  if (!node) return undefined;
  const message = messageOf(node);
  return { kind: 'error', label: 'Error begins in', text: message ? `${nameOf(node)}: ${message}` : nameOf(node), key: node.key };
}

function loop(trace: Trace): Finding | undefined {
  const candidates = [...trace.folds.values()].filter((fold) => share(fold, trace) >= LOOP_SHARE && inSequence(fold));
  const worst = candidates.toSorted((a, b) => b.totalNs - a.totalNs)[0];
  if (!worst) return undefined;
  const { span, parent } = worst.nodes[0]!;
  const text = `${span.name} ran ${worst.nodes.length} times, one after another${parent ? ` in ${parent.span.name}` : ''}: ${percent(share(worst, trace))} of the trace`;
  return { kind: 'loop', label: 'Possible N+1', text, key: worst.key };
}

const share = (fold: Fold, trace: Trace): number => (trace.durationNs === 0 ? 0 : fold.totalNs / trace.durationNs);
const inSequence = (fold: Fold): boolean => coveredNs(fold, fold.nodes) >= IN_SEQUENCE * fold.totalNs;

function slowest(trace: Trace): Finding | undefined {
  const node = trace.nodes.toSorted((a, b) => b.selfNs - a.selfNs)[0];
  if (!node || trace.nodes.length === 1 || node.selfNs < SLOW_SHARE * trace.durationNs) return undefined;
  return { kind: 'slow', label: 'Most time in', text: `${nameOf(node)}: ${time(node.selfNs)} of its own, ${percent(node.selfNs / trace.durationNs)}`, key: node.key };
}

function incomplete(trace: Trace): Finding | undefined {
  const orphans = trace.roots.filter(({ orphan }) => orphan === 'missing-parent');
  const first = orphans[0];
  if (!first) return undefined;
  const rootless = trace.root.orphan !== undefined;
  const spans = orphans.length === 1 ? '1 span names a parent' : `${orphans.length} spans name a parent`;
  return { kind: 'incomplete', label: rootless ? 'Root span missing' : 'Spans missing', text: `${spans} that is not here: not arrived yet, not sampled or not sent`, key: first.key };
}

function clocks(trace: Trace): Finding | undefined {
  const worst = trace.nodes.toSorted((a, b) => (b.skewNs ?? 0) - (a.skewNs ?? 0))[0];
  if (!worst?.skewNs) return undefined;
  return { kind: 'clocks', label: 'Clocks differ', text: `${nameOf(worst)} seems to start ${time(worst.skewNs)} before its caller`, key: worst.key };
}
