import { Definition } from './Definition';

export const gallery = {
  title: 'Definition list',
  group: 'Data' as const,
  render: () => <Definition label="A metric" entries={[['Type', 'counter'], ['Unit', 'seconds'], ['Help', 'Time spent in each mode.']]} />,
};
