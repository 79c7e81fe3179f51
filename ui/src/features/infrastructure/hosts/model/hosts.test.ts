import { expect, it } from 'vitest';
import type { Figures } from '../../panels/model/values';
import { disksOf, hostsOf, trouble } from './hosts';

const NOW = 1_795_000_000;
const GB = 1e9;
const of = (instance: string, job = 'node') => ({ instance, job });
const disk = (instance: string, mountpoint: string, value: number) => ({ labels: { ...of(instance), mountpoint, device: '/dev/sda' }, value });

const FIGURES: Figures = {
  seen: [{ labels: of('web'), value: NOW - 5 }, { labels: of('web', 'second'), value: NOW - 5 }, { labels: of('db'), value: NOW - 7200 }],
  alive: [{ labels: of('web'), value: NOW - 5 }, { labels: of('web', 'second'), value: NOW - 5 }],
  busy: [{ labels: of('web'), value: 0.12 }, { labels: of('web', 'second'), value: 0.9 }],
  cores: [{ labels: of('web'), value: 4 }],
  load: [{ labels: of('web'), value: 10 }],
  memory: [{ labels: of('web'), value: 0.98 }],
  cpuPressure: [{ labels: of('web'), value: 0.01 }],
  ioPressure: [{ labels: of('web'), value: 0.3 }],
  size: [disk('web', '/', 100 * GB), disk('web', '/data', 100 * GB)],
  avail: [disk('web', '/', 15 * GB), disk('web', '/data', 30 * GB)],
  names: [{ labels: { ...of('web'), nodename: 'web-1' }, value: 1 }],
  alerts: [{ labels: { instance: 'web', severity: 'critical' }, value: 2 }],
};
const TRENDS: Figures = {
  slope: [disk('web', '/data', (-10 * GB) / 3600)],
  fitted: [disk('web', '/data', 30 * GB)],
  hourAgo: [disk('web', '/data', 40 * GB)],
};

it('keeps a host that went silent, and since when', () => {
  const db = hostsOf(FIGURES, undefined, NOW).find(({ instance }) => instance === 'db')!;
  expect(db).toMatchObject({ silent: true, lastSeen: NOW - 7200, busy: null, verdicts: [] });
  expect(trouble(db)).toBe(4);
});

it('takes an instance that two jobs watch for one host', () => {
  const hosts = hostsOf(FIGURES, undefined, NOW);
  expect(hosts.map(({ instance, job, alsoJobs }) => [instance, job, alsoJobs])).toEqual([['web', 'node', ['second']], ['db', 'node', []]]);
  expect(hosts[0]!.busy).toBe(0.12);
});

it('prefers the job that still sends to the one with the usual name', () => {
  const seen = [{ labels: of('web'), value: NOW - 900 }, { labels: of('web', 'second'), value: NOW }];
  expect(hostsOf({ seen, alive: seen.slice(1) }, undefined, NOW)[0]).toMatchObject({ job: 'second', silent: false });
});

it('says what is wrong in words with their figures', () =>
  expect(hostsOf(FIGURES, TRENDS, NOW)[0]!.verdicts).toEqual([
    { tone: 'critical', text: '2 alerts fire' },
    { tone: 'critical', text: '/data 70 % full, full in 3 h' },
    { tone: 'error', text: 'memory 98 % used' },
    { tone: 'warning', text: 'disk pressure 30 %' },
    { tone: 'warning', text: 'load 2.5 per core' },
  ]));

it('shows the disk that is full first, else the fullest', () => {
  expect(hostsOf(FIGURES, TRENDS, NOW)[0]!.disk!.mountpoint).toBe('/data');
  expect(hostsOf(FIGURES, undefined, NOW)[0]!.disk!.mountpoint).toBe('/');
});

it('lists a mount once, and leaves out what has no size', () => {
  const figures = { size: [disk('web', '/', 10), disk('web', '/', 10), disk('web', '/empty', 0)], avail: [disk('web', '/', 5), disk('web', '/empty', 0)] };
  expect(disksOf(figures, undefined, of('web'), 3600, NOW).map(({ mountpoint, share }) => [mountpoint, share])).toEqual([['/', 0.5]]);
});
