import { Kbd } from './Kbd';

export const gallery = {
  title: 'Keys',
  group: 'Text' as const,
  render: () => (
    <p style={{ display: 'flex', gap: 16 }}>
      <Kbd keys="mod+k" />
      <Kbd keys="g l" />
      <Kbd keys="shift+-" />
      <Kbd keys="Escape" />
    </p>
  ),
};
