import { Control } from '@/ui/Control/Control';
import { toast } from '@/ui/toast';

export const gallery = {
  title: 'Toast',
  group: 'Feedback' as const,
  render: () => (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      <Control onClick={() => toast({ title: 'Search saved', detail: 'It is in the palette now.' })}>Done</Control>
      <Control onClick={() => toast({ title: 'Search deleted', undo: () => toast({ title: 'Search restored' }) })}>With undo</Control>
      <Control onClick={() => toast({ title: 'Token not revoked', detail: 'The server does not answer.', tone: 'error' })}>Failed</Control>
    </div>
  ),
};
