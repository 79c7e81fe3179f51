import { Notice } from './Notice';

export const gallery = {
  title: 'Notice',
  group: 'Feedback' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 8 }}>
      <Notice tone="warning" text="Only the first 10 000 spans were looked at." action="Narrow the range" />
      <Notice tone="error" text="Not refreshed: the server does not answer." action="Try again" />
      <Notice tone="info" text="Shown once: it can’t be read again after this page." />
      <Notice tone="ok" text="All 1 204 entries are as they were written." />
    </div>
  ),
};
