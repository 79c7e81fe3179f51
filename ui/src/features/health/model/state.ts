import type { Severity } from '@/core/severity';
import type { MonitorRow, State } from '../api/types';

/** All states, the worst first: the order of the board. */
export const STATES: readonly State[] = ['down', 'flapping', 'degraded', 'stale', 'pending', 'maintenance', 'paused', 'up'];

const WORD: Record<State, string> = {
  down: 'Down',
  flapping: 'Flapping',
  degraded: 'Degraded',
  stale: 'Unheard',
  pending: 'Pending',
  maintenance: 'Maintenance',
  paused: 'Paused',
  up: 'Up',
};

const SEVERITY: Record<State, Severity> = {
  down: 'error',
  flapping: 'warning',
  degraded: 'warning',
  stale: 'warning',
  pending: 'unknown',
  maintenance: 'maintenance',
  paused: 'unknown',
  up: 'ok',
};

/** What a state means, for its tooltip. */
const MEANING: Record<State, string> = {
  down: 'So many checks failed one after the other that it counts as down',
  flapping: 'It goes up and down so often that single changes say nothing',
  degraded: 'It answers, but something that should hold does not',
  stale: 'None of its vantage points has been heard of lately',
  pending: 'Not checked often enough yet to say',
  maintenance: 'A maintenance window is open: failures are recorded and alarm nobody',
  paused: 'Nobody checks it until it is resumed',
  up: 'The last checks succeeded',
};

export const stateWord = (state: State): string => WORD[state];
export const stateSeverity = (state: State): Severity => SEVERITY[state];
export const stateMeaning = (state: State): string => MEANING[state];
export const stateRank = (state: State): number => STATES.indexOf(state);

/** Whether somebody should look at it. */
export const isFailing = (state: State): boolean => stateRank(state) <= stateRank('stale');

const REASON: Record<string, string> = {
  dns: 'the name could not be resolved',
  connect: 'no connection came about',
  refused: 'the connection was refused',
  timeout: 'no answer in time',
  unreachable: 'the host can’t be reached',
  reset: 'the connection was cut',
  tls: 'the TLS handshake failed',
  redirects: 'too many redirects',
  too_large: 'the answer was too large',
  protocol: 'the answer was not understood',
  status: 'the status says failure',
  condition: 'a condition did not hold',
  forbidden: 'the address is not allowed to be probed',
  missed: 'it did not report in time',
  overrun: 'it runs longer than it may',
  reported: 'it reported a failure itself',
  unsupported: 'this kind of check is not installed here',
  other: 'it failed',
};

/** Why, in words; empty where there is nothing to say. */
export const reasonWords = (reason: string): string => REASON[reason] ?? reason;

/** The last word on a monitor: what was seen, or at least why. */
export const whyOf = ({ state, reason, message }: Pick<MonitorRow, 'state' | 'reason' | 'message'>): string => (state === 'up' ? '' : message || reasonWords(reason));
