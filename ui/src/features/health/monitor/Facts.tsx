import type { ReactNode } from 'react';
import { Definition } from '@/ui/Definition/Definition';
import { Panel } from '@/ui/Panel/Panel';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { MonitorDetail } from '../api/types';
import { Vantages } from '../parts/Vantages';

/** What stays as it is, and from where it is seen. A fact that changes is an event on the timeline. */
export function Facts({ monitor: { facts, vantages, certificate_expires, created_at, created_by, updated_at } }: { monitor: MonitorDetail }) {
  const entries: (readonly [string, ReactNode])[] = [
    ...Object.entries(facts).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '), value] as const),
    ...(certificate_expires === null ? [] : [['Certificate until', <Timestamp key="until" at={certificate_expires} />] as const]),
    ['Made', <span key="made"><Timestamp at={created_at} />{created_by && ` by ${created_by}`}</span>],
    ['Changed', <Timestamp key="changed" at={updated_at} />],
  ];
  return (
    <Panel title="What is known" note={vantages.length > 1 ? `seen from ${vantages.length} vantage points` : undefined}>
      {vantages.length > 0 && <Vantages vantages={vantages} />}
      <Definition label="What is known" entries={entries} />
    </Panel>
  );
}
