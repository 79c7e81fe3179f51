export const INCIDENT_STATES = ['open', 'acknowledged', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** What the URL of the incidents holds. Without a state: those that are not resolved. */
export type IncidentsSearch = { state?: IncidentState | 'all'; service?: string };

export const readIncidentsSearch = ({ state, service }: Record<string, unknown>): IncidentsSearch => ({
  state: state === 'all' ? 'all' : INCIDENT_STATES.find((each) => each === state),
  service: typeof service === 'string' && service !== '' ? service : undefined,
});
