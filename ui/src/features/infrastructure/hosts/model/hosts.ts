import type { Labels } from '@/core/promql/answers';
import type { Figures, Value } from '../../panels/model/values';
import type { Verdict } from '../../panels/types';
import { formatValue } from '@/core/format';
import { outlookOf, timeLeft, urgency, type Outlook } from './fullAt';

export type Disk = { mountpoint: string; device: string; share: number; size: number; avail: number; outlook: Outlook };

/** A host in the table. What it does not send is null. */
export type Host = {
  instance: string;
  /** The job whose series are shown, and others that watch the same instance. */
  job: string;
  alsoJobs: string[];
  nodename: string;
  lastSeen: number;
  silent: boolean;
  cores: number | null;
  busy: number | null;
  load: number | null;
  memory: number | null;
  memoryTotal: number | null;
  disk: Disk | null;
  received: number | null;
  sent: number | null;
  /** The most that work waited for one resource, as a share of time. */
  pressure: { of: 'CPU' | 'disk' | 'memory'; share: number } | null;
  booted: number | null;
  alerts: number;
  verdicts: Verdict[];
};

/** The collector's own job is preferred, then the one that is called as everybody calls it. */
const JOBS = ['node', 'node-exporter', 'node_exporter'];
const jobRank = (job: string): number => (JOBS.includes(job) ? JOBS.indexOf(job) : JOBS.length);
const TREND_SECONDS = 6 * 3600;

/** Every host that was seen within a day, whether it still sends or not. An instance that several jobs watch is one host. */
export function hostsOf(figures: Figures, trends: Figures | undefined, now: number): Host[] {
  const ownTrends = trends && byInstance(trends);
  return [...byInstance(figures)].flatMap(([instance, own]) => {
    const jobs = (own.seen ?? []).map(({ labels }) => labels.job ?? '');
    const alive = (job: string) => Number(find(own.alive, { job }) !== undefined);
    const [job, ...others] = jobs.toSorted((a, b) => alive(b) - alive(a) || jobRank(a) - jobRank(b));
    return job === undefined ? [] : [hostOf(instance, job, others, own, ownTrends?.get(instance), now)];
  });
}

/** The figures of each instance for itself: looking through those of all for every host would take long. */
function byInstance(figures: Figures): Map<string, Record<string, Value[]>> {
  const found = new Map<string, Record<string, Value[]>>();
  for (const [name, values] of Object.entries(figures)) {
    for (const value of values) {
      const instance = value.labels.instance ?? '';
      const own = found.get(instance) ?? {};
      found.set(instance, own);
      (own[name] ??= []).push(value);
    }
  }
  return found;
}

function hostOf(instance: string, job: string, alsoJobs: string[], figures: Figures, trends: Figures | undefined, now: number): Host {
  const of = { instance, job };
  const get = (name: string): number | null => find(figures[name], of)?.value ?? null;
  const host = {
    instance,
    job,
    alsoJobs,
    nodename: find(figures.names, of)?.labels.nodename ?? '',
    lastSeen: get('seen') ?? 0,
    silent: get('alive') === null,
    cores: get('cores'),
    busy: get('busy'),
    load: get('load'),
    memory: get('memory'),
    memoryTotal: get('memoryTotal'),
    disk: worstDisk(disksOf(figures, trends, of, TREND_SECONDS, now), now),
    received: get('received'),
    sent: get('sent'),
    pressure: pressureOf(get('cpuPressure'), get('ioPressure'), get('memoryPressure')),
    booted: get('booted'),
    alerts: (figures.alerts ?? []).reduce((sum, { value }) => sum + value, 0),
  };
  const critical = (figures.alerts ?? []).some(({ labels }) => labels.severity === 'critical');
  return { ...host, verdicts: host.silent ? [] : verdictsOf(host, critical, now) };
}

const fits = (labels: Labels, of: Labels): boolean => Object.entries(of).every(([name, value]) => (labels[name] ?? '') === value);
const find = (values: readonly Value[] | undefined, of: Labels): Value | undefined => values?.find(({ labels }) => fits(labels, of));

/** The file systems of a host, by their mount points. `figures` hold avail and size, `trends` slope, fitted and hourAgo over `windowSeconds`. */
export function disksOf(figures: Figures, trends: Figures | undefined, of: Labels, windowSeconds: number, now: number): Disk[] {
  const seen = new Set<string>();
  return (figures.size ?? []).flatMap(({ labels, value: size }) => {
    const { mountpoint = '', device = '' } = labels;
    const own = { ...of, mountpoint, device };
    const avail = find(figures.avail, own)?.value;
    if (!fits(labels, of) || avail === undefined || size <= 0 || seen.has(`${device} ${mountpoint}`)) return [];
    seen.add(`${device} ${mountpoint}`);
    const trend = { avail, size, windowSeconds, slope: find(trends?.slope, own)?.value, fitted: find(trends?.fitted, own)?.value, known: find(trends?.hourAgo, own) !== undefined };
    return [{ mountpoint, device, share: 1 - avail / size, size, avail, outlook: outlookOf(trend, now) }];
  });
}

/** The one that is full first, or else the fullest. */
function worstDisk(disks: readonly Disk[], now: number): Disk | null {
  const urgent = disks.filter(({ outlook }) => urgency(outlook, now)).toSorted((a, b) => fullAt(a) - fullAt(b));
  return urgent[0] ?? disks.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

const fullAt = ({ outlook }: Disk): number => (outlook.kind === 'full' ? outlook.at : Infinity);

function pressureOf(cpu: number | null, disk: number | null, memory: number | null): Host['pressure'] {
  const known = ([['CPU', cpu], ['disk', disk], ['memory', memory]] as const).flatMap(([of, share]) => (share === null ? [] : [{ of, share }]));
  return known.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/** From which share on a figure is worth a word. */
export const LIMITS = { busy: 0.9, load: 2, memory: [0.9, 0.97], disk: [0.8, 0.9], pressure: [0.25, 0.5] } as const;

export const diskTone = (share: number): Verdict['tone'] | undefined => (share >= LIMITS.disk[1] ? 'error' : share >= LIMITS.disk[0] ? 'warning' : undefined);
export const memoryTone = (share: number): Verdict['tone'] | undefined => (share >= LIMITS.memory[1] ? 'error' : share >= LIMITS.memory[0] ? 'warning' : undefined);
export const pressureTone = (share: number): Verdict['tone'] | undefined => (share >= LIMITS.pressure[1] ? 'error' : share >= LIMITS.pressure[0] ? 'warning' : undefined);

type Measured = Pick<Host, 'busy' | 'load' | 'cores' | 'memory' | 'disk' | 'pressure' | 'alerts'>;

/** What is wrong with a host, in words that hold the figure. */
function verdictsOf({ busy, load, cores, memory, disk, pressure, alerts }: Measured, critical: boolean, now: number): Verdict[] {
  const found: Verdict[] = [];
  if (alerts > 0) found.push({ tone: critical ? 'critical' : 'warning', text: `${alerts} ${alerts === 1 ? 'alert fires' : 'alerts fire'}` });
  if (disk) {
    const soon = urgency(disk.outlook, now);
    const tone = soon ?? diskTone(disk.share);
    const left = disk.outlook.kind === 'full' && soon ? `, full in ${timeLeft(disk.outlook.at - now)}` : '';
    if (tone) found.push({ tone, text: `${disk.mountpoint} ${formatValue(disk.share, 'ratio')} full${left}` });
  }
  const tone = memory === null ? undefined : memoryTone(memory);
  if (tone) found.push({ tone, text: `memory ${formatValue(memory, 'ratio')} used` });
  const waits = pressure && pressureTone(pressure.share);
  if (pressure && waits) found.push({ tone: waits, text: `${pressure.of} pressure ${formatValue(pressure.share, 'ratio')}` });
  if (busy !== null && busy >= LIMITS.busy) found.push({ tone: 'warning', text: `CPU ${formatValue(busy, 'ratio')} busy` });
  if (load !== null && cores && load / cores >= LIMITS.load) found.push({ tone: 'warning', text: `load ${formatValue(load / cores, 'short')} per core` });
  return found;
}

/** How badly a host wants to be looked at: silent ones first. */
export function trouble({ silent, verdicts }: Host): number {
  if (silent) return 4;
  return Math.max(0, ...verdicts.map(({ tone }) => ({ warning: 1, error: 2, critical: 3 })[tone]));
}

/** Whether a host is meant by what was typed: any part of its names, in any case. */
export const matching = ({ instance, nodename, job, alsoJobs }: Host, typed: string): boolean =>
  [instance, nodename, job, ...alsoJobs].some((name) => name.toLowerCase().includes(typed.trim().toLowerCase()));
