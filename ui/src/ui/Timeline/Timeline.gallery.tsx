import { Timeline } from './Timeline';

const ENTRIES = [
  { key: '1', at: '+0.8 ms', tone: 'info', kind: 'INFO', title: 'search found 3 documents' },
  { key: '2', at: '+12 ms', kind: 'event', title: 'cache.miss' },
  { key: '3', at: '+403 ms', tone: 'error', kind: 'ERROR', title: 'POST /answer crashed: shard 2 of 4 did not answer' },
];

export const gallery = { title: 'Timeline', group: 'Data' as const, render: () => <Timeline label="What happened" entries={ENTRIES} /> };
