/** What the URL of the containers holds beside the time range. */
export type ContainersSearch = {
  q?: string;
  state?: 'running' | 'ended' | 'trouble';
  /** The name of the container in the drawer. */
  open?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readContainersSearch = ({ q, state, open }: Record<string, unknown>): ContainersSearch => ({
  q: text(q),
  state: state === 'running' || state === 'ended' || state === 'trouble' ? state : undefined,
  open: text(open),
});
