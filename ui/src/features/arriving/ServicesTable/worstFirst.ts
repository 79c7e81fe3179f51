import { toLevel, isTrouble } from '@/core/levels';
import type { Service } from '../api';

/** Error and fatal records of a service. */
export function troubleRecords(service: Service): number {
  return Object.entries(service.logs).reduce((sum, [level, count]) => sum + (isTrouble(toLevel(level)) ? count : 0), 0);
}

/** Most failing spans first, then most error records, then the busiest; the name keeps equal ones in place. */
export function worstFirst(services: readonly Service[]): Service[] {
  return services.toSorted(
    (a, b) =>
      (b.error_ratio ?? 0) - (a.error_ratio ?? 0) ||
      troubleRecords(b) - troubleRecords(a) ||
      b.spans_per_second - a.spans_per_second ||
      a.name.localeCompare(b.name),
  );
}
