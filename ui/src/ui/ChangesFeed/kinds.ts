import type { Annotation } from '@/charts/TimeSeries/types';
import { toSeconds } from '@/core/time';

export type ChangeKind = 'service' | 'version' | 'restart' | 'start' | 'upgrade' | 'deployment' | 'flag' | 'config' | 'health' | 'failover' | 'dns' | 'certificate' | 'incident';

/** Something that changed. `time` is ISO text. */
export type Change = { id: string; time: string; kind: ChangeKind; service: string; environment: string; title: string };

const MARK: Record<ChangeKind, Annotation['kind']> = {
  service: 'deployment',
  version: 'deployment',
  upgrade: 'deployment',
  deployment: 'deployment',
  restart: 'config',
  start: 'config',
  flag: 'config',
  config: 'config',
  health: 'config',
  failover: 'config',
  dns: 'config',
  certificate: 'config',
  incident: 'incident',
};

/** The mark of a change on charts and in lists. */
export const markOf = (kind: ChangeKind): Annotation['kind'] => MARK[kind];

/** Changes as marks on charts. */
export const annotationsOf = (changes: readonly Change[]): Annotation[] =>
  changes.map(({ time, kind, title }) => ({ time: toSeconds(time), kind: MARK[kind], label: title }));
