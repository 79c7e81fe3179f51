import { duration, formatValue } from '@/core/format';
import type { Severity } from '@/core/severity';

/** Why something is wrong. `via` names the services between, nearest first. */
export type Cause = { kind: 'own' | 'service' | 'outside' | 'unknown'; name: string; via: readonly string[] };

/** Something that is wrong. Latency: value and usual are p95 in ms; errors: failed requests per request; silent: seconds. */
export type Finding = {
  kind: 'latency' | 'errors' | 'silent';
  service: string;
  severity: Extract<Severity, 'warning' | 'error' | 'critical'>;
  value: number;
  usual: number | null;
  since: string | null;
  over: boolean;
  operation: string;
  cause: Cause;
  trace_id: string;
  span_id: string;
};

const STATE: Record<Finding['kind'], string> = { latency: 'Slow', errors: 'Failing', silent: 'Silent' };
const STATE_OVER: Record<Finding['kind'], string> = { latency: 'Was slow', errors: 'Was failing', silent: 'Was silent' };

/** The word of its badge. */
export const stateWord = ({ kind, over }: Finding): string => (over ? STATE_OVER : STATE)[kind];

/** What goes after the service's name. */
export function claim({ kind, over }: Finding): string {
  if (kind === 'silent') return 'sends nothing any more';
  if (kind === 'latency') return over ? 'was slow' : 'is slow';
  return over ? 'failed' : 'is failing';
}

/** The numbers: what is, and what is usual. */
export function evidence({ kind, value, usual }: Finding): string {
  if (kind === 'silent') return `for ${duration(value * 1000)}; it had sent steadily`;
  const unit = kind === 'latency' ? 'ms' : 'ratio';
  const now = kind === 'latency' ? `p95 ${formatValue(value, unit)}` : `${formatValue(value, unit)} of its requests fail`;
  return usual === null ? now : `${now}, usually ${usual === 0 ? 'none' : formatValue(usual, unit)}`;
}

/** Why, as far as its traces tell; empty where nothing is known of it. */
export function reason({ kind, cause }: Finding): string {
  const slow = kind === 'latency';
  switch (cause.kind) {
    case 'own':
      return slow ? 'Its own work got slower' : 'It fails by itself, nothing below it does';
    case 'service': {
      const through = cause.via.length > 0 ? ` through ${cause.via.join(' and ')}` : '';
      return slow ? `It waits for ${cause.name}${through}` : `${cause.name} fails below it${through}`;
    }
    case 'outside':
      return slow ? `It waits for ${cause.name || 'something outside'}, which sends no traces itself` : `Its calls to ${cause.name || 'the outside'} fail`;
    default:
      return kind === 'silent' ? '' : 'Its traces do not tell why';
  }
}

/** A finding, and those of services that only suffer from the same trouble. */
export type Trouble = { finding: Finding; waiting: Finding[] };

/** Puts those who merely wait under what they wait for. Who waits for a service without a finding of its own stands alone. */
export function gathered(findings: readonly Finding[]): Trouble[] {
  const isRoot = (finding: Finding) => finding.cause.kind !== 'service' || !findings.some((each) => each !== finding && blames(finding, each));
  const roots = findings.filter(isRoot);
  return roots.map((finding) => ({ finding, waiting: findings.filter((each) => !roots.includes(each) && rootOf(each, roots) === finding) }));
}

const blames = (finding: Finding, other: Finding) => finding.cause.name === other.service && other.cause.kind !== 'service';

/** The trouble of the same kind comes first. */
function rootOf(finding: Finding, roots: readonly Finding[]): Finding | undefined {
  const blamed = roots.filter((root) => blames(finding, root));
  return blamed.find(({ kind }) => kind === finding.kind) ?? blamed[0];
}

/** In a few words beside a service's name: what is wrong with it, or for whom it waits. */
export function shortly(finding: Finding): string {
  if (finding.cause.kind === 'service' && finding.kind === 'latency') return `waits for ${finding.cause.name}`;
  if (finding.cause.kind === 'service') return `fails with ${finding.cause.name}`;
  return stateWord(finding).toLowerCase();
}
