import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

type Props = {
  /** The text that is copied. */
  value: string;
  /** What the button says; with `iconOnly`, what it is called. */
  label?: string;
  iconOnly?: boolean;
  quiet?: boolean;
  className?: string;
};

const SAID_MS = 1500;

/** Copies a text and says so for a moment. */
export function CopyButton({ value, label = 'Copy', iconOnly = false, quiet = false, className }: Props) {
  const { copied, copy } = useClipboard({ timeout: SAID_MS });
  return (
    <Control quiet={quiet} className={className} aria-label={iconOnly ? label : undefined} onClick={() => copy(value)}>
      {copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      {!iconOnly && (copied ? 'Copied' : label)}
    </Control>
  );
}
