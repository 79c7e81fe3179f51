import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { formatValue } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { toast, toastError } from '@/ui/toast';
import { useMonitorActions } from '../api/monitors';
import type { MonitorRow, ResultView } from '../api/types';
import { reasonWords, stateWord } from '../model/state';
import { isPassive } from '../model/kinds';

/** What can be done with a monitor at once: check it now, pause it, resume it. */
export function Actions({ monitor: { id, name, state, kind } }: { monitor: Pick<MonitorRow, 'id' | 'name' | 'state' | 'kind'> }) {
  const { check, pause, resume } = useMonitorActions();
  const paused = state === 'paused';
  const refused = (error: unknown) => toastError(`${name}: not done`, error);
  return (
    <>
      {!isPassive(kind) && (
        <Control disabled={check.isPending} onClick={() => check.mutate(id, { onSuccess: say, onError: refused })}>
          <IconRefresh size={14} aria-hidden="true" />
          Check now
        </Control>
      )}
      <Control disabled={pause.isPending || resume.isPending} onClick={() => (paused ? resume : pause).mutate(id, { onError: refused })}>
        {paused ? <IconPlayerPlay size={14} aria-hidden="true" /> : <IconPlayerPause size={14} aria-hidden="true" />}
        {paused ? 'Resume' : 'Pause'}
      </Control>
    </>
  );
}

function say({ outcome, seconds, message, reason }: ResultView): void {
  const well = outcome === 'up';
  toast({ title: `${stateWord(outcome)} after ${formatValue(seconds, 's')}`, detail: well ? undefined : message || reasonWords(reason), tone: well ? 'ok' : outcome === 'down' ? 'error' : 'warning' });
}
