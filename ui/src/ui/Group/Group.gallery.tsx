import { Group } from './Group';

export const gallery = {
  title: 'Drawer group',
  group: 'Data' as const,
  render: () => (
    <Group title="Labels" note="5">
      <p style={{ margin: 0, padding: '0 12px 12px' }}>What the part holds.</p>
    </Group>
  ),
};
