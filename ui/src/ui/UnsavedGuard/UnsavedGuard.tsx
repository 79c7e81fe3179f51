import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';

type Place = { pathname: string; search: unknown };
type Props = {
  wouldLose: () => boolean;
  /** Whether going from one place to the other leaves what is being changed. */
  leaves: (current: Place, next: Place) => boolean;
  text: string;
};

/** Asks before a navigation throws changes away. */
export function UnsavedGuard({ wouldLose, leaves, text }: Props) {
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
      <p>{text}</p>
    </ConfirmDialog>
  );
}
