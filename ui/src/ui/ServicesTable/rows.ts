import { figureOn, p95Of, stepsOf, type RedColumns } from '@/charts/red/red';
import type { Finding } from '@/ui/Findings/words';
import type { ServiceRow } from './types';
import { worstFirst } from './worstFirst';

type Timeline = { start: number; end: number; step_seconds: number; services: RedColumns[] };

/** Puts together what three answers say of each service, worst first. What is not here yet is left empty. */
export function serviceRows(
  services: readonly Omit<ServiceRow, 'findings' | 'history'>[],
  findings: readonly Finding[] = [],
  timeline?: Timeline,
): ServiceRow[] {
  const times = timeline ? stepsOf(timeline) : [];
  const columns = new Map(timeline?.services.map((each) => [each.service, each]));
  return worstFirst(
    services.map((service) => {
      const measured = columns.get(service.name);
      return {
        ...service,
        findings: findings.filter((each) => each.service === service.name),
        history: measured ? figureOn(times, measured, p95Of) : [],
      };
    }),
  );
}
