import { ALERT_STATES, type AlertState } from './model/alerts';

/** What the URL of the page holds. Absent means the default. */
export type AlertsSearch = {
  view?: 'rules';
  /** Only alerts in this state. */
  state?: AlertState;
  /** Words that what is listed holds. */
  q?: string;
  /** What stands open beside the list: the key of an alert or a rule, or `new`. */
  open?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readAlertsSearch = ({ view, state, q, open }: Record<string, unknown>): AlertsSearch => ({
  view: view === 'rules' ? 'rules' : undefined,
  state: ALERT_STATES.find((known) => known === state),
  q: text(q),
  open: text(open),
});
