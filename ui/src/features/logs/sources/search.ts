/** What the URL of the page of log sources holds. Absent means the default. */
export type SourcesSearch = {
  view?: 'rules';
  /** Words the sources listed hold. */
  q?: string;
  /** The key of the source in the drawer. */
  open?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readSourcesSearch = (search: Record<string, unknown>): SourcesSearch => ({ view: search.view === 'rules' ? 'rules' : undefined, q: text(search.q), open: text(search.open) });
