import { CopyButton } from './CopyButton';

export const gallery = {
  title: 'Copy button',
  group: 'Feedback' as const,
  render: () => (
    <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <CopyButton value="4bf92f3577b34da6a3ce929d0e0e4736" label="Copy trace id" />
      <CopyButton value="4bf92f3577b34da6a3ce929d0e0e4736" label="Copy trace id" iconOnly quiet />
    </div>
  ),
};
