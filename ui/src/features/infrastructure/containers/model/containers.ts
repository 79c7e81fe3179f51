import { formatValue, thousands } from '@/core/format';
import { ratio, type Figures, type Value } from '../../panels/model/values';
import type { Verdict } from '../../panels/types';

/** A container. What is not told of it is null. */
export type Container = {
  /** Its host and name. */
  key: string;
  instance: string;
  name: string;
  image: string;
  project: string;
  service: string;
  /** Docker's word: running, exited, restarting …; `running` or `gone` where only cAdvisor tells of it. */
  state: string;
  running: boolean;
  health: string;
  exitCode: number | null;
  started: number;
  /** Cores used, and how many it may use. */
  cpu: number | null;
  quota: number | null;
  throttled: number | null;
  memory: number | null;
  limit: number | null;
  received: number | null;
  sent: number | null;
  read: number | null;
  written: number | null;
  restarts: number;
  restartsEver: number | null;
  killed: boolean;
  verdicts: Verdict[];
};

const PROJECT = 'container_label_com_docker_compose_project';
const SERVICE = 'container_label_com_docker_compose_service';

/** From which share on a figure is worth a word. */
const LIMITS = { memory: [0.85, 0.95], throttled: 0.25 } as const;
/** What a container ends with that was told to stop: by itself, by SIGINT, by SIGTERM. */
const ORDERLY = new Set([0, 130, 143]);

export const memoryTone = (share: number | null): 'warning' | 'error' | undefined => (share === null || share < LIMITS.memory[0] ? undefined : share >= LIMITS.memory[1] ? 'error' : 'warning');

/** All containers, running and ended. One that was made anew under its name is the one that started last. */
export function containersOf(figures: Figures): Container[] {
  const newest = new Map<string, Value>();
  for (const value of figures.started ?? []) {
    const key = keyOf(value);
    if (value.value >= (newest.get(key)?.value ?? 0)) newest.set(key, value);
  }
  const index = Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, new Map(values.map((value) => [keyOf(value), value]))]));
  return [...newest].map(([key, { labels, value: started }]) => {
    const get = (name: string): number | null => index[name]?.get(key)?.value ?? null;
    const told = index.state?.get(key)?.labels.state;
    const running = told === undefined ? get('seen') !== null || get('memory') !== null : told === 'running';
    const container = {
      key,
      instance: labels.instance ?? '',
      name: labels.name ?? '',
      image: labels.image ?? '',
      project: labels[PROJECT] ?? '',
      service: labels[SERVICE] ?? '',
      state: told ?? (running ? 'running' : 'gone'),
      running,
      health: index.health?.get(key)?.labels.health ?? '',
      exitCode: running ? null : get('exitCode'),
      started,
      cpu: get('cpu'),
      quota: get('quota'),
      throttled: get('throttled'),
      memory: get('memory'),
      limit: get('limit'),
      received: get('received'),
      sent: get('sent'),
      read: get('read'),
      written: get('written'),
      restarts: Math.round(get('restarts') ?? 0),
      restartsEver: get('restartsEver'),
      killed: (get('killed') ?? 0) > 0 || (get('killEvents') ?? 0) >= 0.5,
    };
    return { ...container, verdicts: verdictsOf(container) };
  });
}

const keyOf = ({ labels }: Value): string => `${labels.instance ?? ''} ${labels.name ?? ''}`;

function verdictsOf(container: Omit<Container, 'verdicts'>): Verdict[] {
  const { state, health, exitCode, killed, restarts, memory, limit, throttled, running } = container;
  const found: Verdict[] = [];
  if (killed) found.push({ tone: 'error', text: 'killed for want of memory' });
  if (state === 'restarting') found.push({ tone: 'error', text: 'restarts again and again' });
  if (state === 'dead') found.push({ tone: 'error', text: 'dead' });
  if (exitCode !== null && !ORDERLY.has(exitCode)) found.push({ tone: 'error', text: `ended with code ${exitCode}` });
  if (running && health === 'unhealthy') found.push({ tone: 'error', text: 'its health check fails' });
  if (restarts > 0) found.push({ tone: restarts >= 3 ? 'error' : 'warning', text: `${thousands(restarts)} ${restarts === 1 ? 'restart' : 'restarts'} in this time range` });
  const share = ratio(memory, limit);
  const tone = memoryTone(share);
  if (tone) found.push({ tone, text: `memory ${formatValue(share, 'ratio')} of its limit` });
  if (throttled !== null && throttled >= LIMITS.throttled) found.push({ tone: 'warning', text: `throttled in ${formatValue(throttled, 'ratio')} of periods` });
  return found;
}

export type Group = { key: string; label: string; containers: Container[]; cpu: number; memory: number };

/** Containers by Compose project and service; those without a project come last, by host where there are several. */
export function groupsOf(containers: readonly Container[]): Group[] {
  const groups = new Map<string, Group>();
  for (const container of containers) {
    const key = container.project || '\uffff';
    const group = groups.get(key) ?? { key, label: container.project || 'Without a Compose project', containers: [], cpu: 0, memory: 0 };
    groups.set(key, group);
    group.containers.push(container);
    group.cpu += container.cpu ?? 0;
    group.memory += container.memory ?? 0;
  }
  for (const group of groups.values()) group.containers.sort((a, b) => severity(b) - severity(a) || a.service.localeCompare(b.service) || a.name.localeCompare(b.name, 'en', { numeric: true }));
  return [...groups.values()].toSorted((a, b) => Number(a.key === '\uffff') - Number(b.key === '\uffff') || a.label.localeCompare(b.label));
}

/** How badly it wants to be looked at; ended ones in good order last. */
export const severity = ({ verdicts, running }: Container): number => Math.max(running ? 0 : -1, ...verdicts.map(({ tone }) => ({ warning: 1, error: 2, critical: 3 })[tone]));

/** Whether a container is meant by what was typed. */
export const matching = ({ name, image, project, service, instance }: Container, typed: string): boolean =>
  [name, image, project, service, instance].some((text) => text.toLowerCase().includes(typed.trim().toLowerCase()));
