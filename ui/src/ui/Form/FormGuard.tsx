import { UnsavedGuard } from '@/ui/UnsavedGuard/UnsavedGuard';

/** Asks before a navigation throws away what was typed: another page, or the drawer closed. */
export const FormGuard = ({ wouldLose }: { wouldLose: () => boolean }) => (
  <UnsavedGuard wouldLose={wouldLose} leaves={leaves} text="What you have entered here is not saved yet." />
);

type Place = { pathname: string; search: unknown };

/** A new time range or refresh rate leaves nothing; another page or another drawer does. */
const leaves = (current: Place, next: Place) => current.pathname !== next.pathname || openOf(current) !== openOf(next);

const openOf = ({ search }: Place) => (search as { open?: string }).open;
