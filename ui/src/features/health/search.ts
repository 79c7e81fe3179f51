const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** What the URL of the board holds. */
export type BoardSearch = { state?: string; group?: string; service?: string; q?: string; sel?: string };

export const readBoardSearch = ({ state, group, service, q, sel }: Record<string, unknown>): BoardSearch => ({
  state: text(state), group: text(group), service: text(service), q: text(q), sel: text(sel),
});

/** `at`: the check whose evidence is open, as ISO text; `failed`: only checks that failed are listed. */
export type MonitorSearch = { at?: string; failed?: string };

export const readMonitorSearch = ({ at, failed }: Record<string, unknown>): MonitorSearch => ({ at: text(at), failed: text(failed) });

/** `kind` of a new monitor; `view` is the form or its YAML. */
export type EditSearch = { kind?: string; view?: string };

export const readEditSearch = ({ kind, view }: Record<string, unknown>): EditSearch => ({ kind: text(kind), view: text(view) });

/** The lists beside the board: what is open, typed, and which month is reported. */
export type ListSearch = { open?: string; q?: string; month?: string; url?: string };

export const readListSearch = ({ open, q, month, url }: Record<string, unknown>): ListSearch => ({ open: text(open), q: text(q), month: text(month), url: text(url) });
