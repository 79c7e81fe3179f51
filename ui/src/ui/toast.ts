import { createElement } from 'react';
import { notifications } from '@mantine/notifications';
import { describeError } from '@/api/problem';
import { ToastBody } from './Toast/ToastBody';

export type Toast = {
  /** What happened, in a few words: "Token revoked". */
  title: string;
  detail?: string;
  /** `ok` is the default. An error stays until it is closed. */
  tone?: 'ok' | 'info' | 'warning' | 'error';
  /** Takes the act back. Only where that leaves nothing behind. */
  undo?: () => unknown;
};

const SHOWN_MS = 5000;
const SHOWN_WITH_UNDO_MS = 9000;
const COLOURS = { ok: 'var(--ok-fill)', info: 'var(--info-fill)', warning: 'var(--warning-fill)', error: 'var(--error-fill)' };

/** Says in the corner of the page that something has happened. Returns the id, for `notifications.hide`. */
export function toast({ title, detail, tone = 'ok', undo }: Toast): string {
  const id: string = notifications.show({
    title,
    message: createElement(ToastBody, {
      detail,
      onUndo: undo && (() => {
        notifications.hide(id);
        void undo();
      }),
    }),
    color: COLOURS[tone],
    autoClose: tone === 'error' ? false : undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS,
    closeButtonProps: { 'aria-label': 'Close this message' },
    withBorder: true,
  });
  return id;
}

/** The same for something that was refused or failed, in the server's words. */
export function toastError(what: string, error: unknown): string {
  const { title, detail } = describeError(error);
  return toast({ title: what, detail: detail ?? title, tone: 'error' });
}
