import { duration } from '@/core/format';
import type { Severity } from '@/core/severity';
import { toSeconds } from '@/core/time';
import type { Incident, IncidentEvent } from './api';

/** How an incident stands, as a severity and a word: what is open and unseen is louder than what somebody has taken. */
export function standing({ state, severity }: Pick<Incident, 'state' | 'severity'>): { severity: Severity; word: string } {
  if (state === 'resolved') return { severity: 'ok', word: 'Resolved' };
  if (state === 'acknowledged') return { severity: 'warning', word: 'Acknowledged' };
  return { severity: severity === 'critical' ? 'critical' : severity === 'warning' ? 'warning' : 'info', word: 'Open' };
}

/** How long it lasted, or lasts. */
export const lasted = ({ opened_at, resolved_at }: Pick<Incident, 'opened_at' | 'resolved_at'>, nowSeconds: number): string =>
  duration(Math.max(0, (resolved_at === null ? nowSeconds : toSeconds(resolved_at)) - toSeconds(opened_at)) * 1000);

const KINDS: Record<IncidentEvent['kind'], { word: string; tone?: string }> = {
  opened: { word: 'Opened', tone: 'error' },
  reopened: { word: 'Opened again', tone: 'error' },
  joined: { word: 'Fails with it', tone: 'warning' },
  merged: { word: 'Another incident joined it', tone: 'warning' },
  cause: { word: 'Cause', tone: 'maintenance' },
  recovered: { word: 'Recovered', tone: 'ok' },
  acknowledged: { word: 'Acknowledged', tone: 'info' },
  note: { word: 'Note' },
  resolved: { word: 'Resolved', tone: 'ok' },
};

/** What an event of the timeline is called. */
export const eventKind = ({ kind }: Pick<IncidentEvent, 'kind'>): { word: string; tone?: string } => KINDS[kind];

/** The severity of a monitor's state. */
export function monitorSeverity(state: string): Severity {
  if (state === 'down') return 'error';
  if (state === 'up') return 'ok';
  return state === 'maintenance' ? 'maintenance' : state === 'paused' || state === 'pending' ? 'unknown' : 'warning';
}
