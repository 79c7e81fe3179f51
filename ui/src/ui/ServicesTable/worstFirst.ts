import { troubleRecords } from '@/core/levels';
import { severityRank } from '@/core/severity';
import type { ServiceRow } from './types';

/** Those at fault first, then those who wait for them; then most failing requests, most error records, the busiest, the name. */
export function worstFirst<Row extends Omit<ServiceRow, 'history'>>(services: readonly Row[]): Row[] {
  return services.toSorted(
    (a, b) =>
      trouble(b) - trouble(a) ||
      (b.error_ratio ?? 0) - (a.error_ratio ?? 0) ||
      troubleRecords(b.logs) - troubleRecords(a.logs) ||
      b.requests_per_second - a.requests_per_second ||
      a.name.localeCompare(b.name),
  );
}

const AT_FAULT = 100;

function trouble({ findings }: Pick<ServiceRow, 'findings'>): number {
  const ranks = findings.filter(({ over }) => !over).map(({ severity, cause }) => severityRank(severity) + (cause.kind === 'service' ? 0 : AT_FAULT));
  return Math.max(0, ...ranks);
}
