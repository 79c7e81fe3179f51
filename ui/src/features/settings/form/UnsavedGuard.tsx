import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';

/** Asks before a navigation throws away what was typed: another page, or the drawer closed. */
export function UnsavedGuard({ wouldLose }: { wouldLose: () => boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => leaves(current, next) && wouldLose(),
    enableBeforeUnload: wouldLose,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      title="Leave without saving?"
      confirm="Discard"
      onConfirm={() => {
        proceed?.();
        return Promise.resolve();
      }}
      onClose={() => status === 'blocked' && reset()}
    >
      <p>What you have entered here is not saved yet.</p>
    </ConfirmDialog>
  );
}

type Place = { pathname: string; search: unknown };

/** A new time range or refresh rate leaves nothing; another page or another drawer does. */
const leaves = (current: Place, next: Place) => current.pathname !== next.pathname || openOf(current) !== openOf(next);

const openOf = ({ search }: Place) => (search as { open?: string }).open;
