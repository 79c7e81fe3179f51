/** What the URL of a technology's page holds beside the time range. */
export type SystemSearch = {
  /** The instance in view; the one in most trouble when absent. */
  server?: string;
  /** What is open in a table: a statement's number. */
  open?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readSystemSearch = ({ server, open }: Record<string, unknown>): SystemSearch => ({ server: text(server), open: text(open) });
