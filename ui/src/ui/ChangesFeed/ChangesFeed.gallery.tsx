import { ChangesFeed } from './ChangesFeed';

const AT = '2026-01-31T14:03:09.120Z';

export const gallery = {
  title: 'What changed',
  group: 'Data' as const,
  render: () => (
    <ChangesFeed
      label="What changed"
      changes={[
        { id: '1', time: AT, kind: 'version', service: 'checkout', environment: 'production', title: 'checkout 1.4.0 was seen for the first time' },
        { id: '2', time: AT, kind: 'restart', service: 'catalog', environment: 'production', title: 'catalog was restarted' },
      ]}
    />
  ),
};
