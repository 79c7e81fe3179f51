import { IconBell } from '@tabler/icons-react';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';

type Props = { open: boolean; onToggle: () => void; wordClassName?: string };

/** From looking to guarding: offers a rule for the search in view. Those who may not write rules don't see it. */
export function AlertButton({ open, onToggle, wordClassName }: Props) {
  if (!useCan('alerts:write')) return null;
  return (
    <Control quiet active={open} aria-pressed={open} aria-label="Alert on this" title="Make an alert rule of this search" onClick={onToggle}>
      <IconBell size={14} />
      <span className={wordClassName}>Alert</span>
    </Control>
  );
}
