import { LevelBar } from './LevelBar';

export const gallery = {
  title: 'Records by level',
  group: 'Data' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 8 }}>
      <LevelBar logs={{ INFO: 8420, WARN: 210, ERROR: 96 }} />
      <LevelBar logs={{ INFO: 1200, DEBUG: 300 }} />
      <LevelBar logs={{}} />
    </div>
  ),
};
