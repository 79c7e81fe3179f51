import { UnsavedGuard } from '@/ui/UnsavedGuard/UnsavedGuard';

/** Asks before another page throws changes away. What the URL of the dashboard itself holds may change freely. */
export const DraftGuard = ({ dirty }: { dirty: boolean }) => (
  <UnsavedGuard
    wouldLose={() => dirty}
    leaves={(current, next) => current.pathname !== next.pathname}
    text="The changes of this dashboard are not saved yet."
  />
);
