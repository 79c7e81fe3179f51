import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

const SAID_MS = 1500;

/** Copies the page's address: whoever opens it sees the same picture. */
export function CopyLink() {
  const { copied, copy } = useClipboard({ timeout: SAID_MS });
  return (
    <Control aria-label={copied ? 'Link copied' : 'Copy link'} title="Copy link to this picture" onClick={() => copy(location.href)}>
      {copied ? <IconCheck size={14} /> : <IconLink size={14} />}
    </Control>
  );
}
