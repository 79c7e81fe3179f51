import { expect, it } from 'vitest';
import { diskRows } from './disks';

const OF = { job: 'node', instance: 'web' };
const at = (value: number) => [{ labels: { ...OF, mountpoint: '/', device: '/dev/sda' }, value }];
const NOW = 1_795_000_000;

it('tells both trends apart, growth, inodes and what is odd', () => {
  const trends = { slope: at(-1000), fitted: at(3_600_000), hourAgo: at(1) };
  const day = { slope: at(0), fitted: at(3_600_000), hourAgo: at(1) };
  const [row] = diskRows({ size: at(10_000_000), avail: at(3_600_000) }, trends, day, { files: at(200), filesFree: at(150), readonly: at(1) }, OF, NOW);
  expect(row).toMatchObject({ growth: 1000, outlook: { kind: 'full', at: NOW + 3600 }, dayOutlook: { kind: 'steady' }, inodes: 0.25, note: 'read-only' });
});

it('can tell neither growth nor inodes without their series', () => {
  const [row] = diskRows({ size: at(10), avail: at(3) }, undefined, undefined, undefined, OF, NOW);
  expect(row).toMatchObject({ growth: undefined, outlook: { kind: 'early' }, dayOutlook: { kind: 'early' }, inodes: null, note: '' });
});
