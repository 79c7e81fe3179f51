import { useState } from 'react';
import { PageTabs } from './PageTabs';

const TABS = [
  { value: 'overview', label: 'Overview' },
  { value: 'endpoints', label: 'Endpoints', count: 14 },
  { value: 'errors', label: 'Errors', count: 2 },
  { value: 'settings', label: 'Settings', apart: true },
] as const;

function Sample() {
  const [value, setValue] = useState<(typeof TABS)[number]['value']>('endpoints');
  return <PageTabs label="Views of checkout" tabs={TABS} value={value} onChange={setValue} />;
}

export const gallery = { title: 'Page tabs', group: 'Forms' as const, render: () => <Sample /> };
