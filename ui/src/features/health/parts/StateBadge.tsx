import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import type { State } from '../api/types';
import { stateMeaning, stateSeverity, stateWord } from '../model/state';

/** A monitor's state as a word and a shape. */
export const StateBadge = ({ state }: { state: State }) => (
  <StatusBadge severity={stateSeverity(state)} title={stateMeaning(state)}>
    {stateWord(state)}
  </StatusBadge>
);
