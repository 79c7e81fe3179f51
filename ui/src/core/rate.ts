import { formatValue } from './format';

const LEAST = 0.01;

/** A rate per second as a bare number. What happens, but seldom, is not 0. */
export function formatRate(perSecond: number | null | undefined): string {
  return perSecond && perSecond < LEAST ? `< ${LEAST}` : formatValue(perSecond, 'short');
}
