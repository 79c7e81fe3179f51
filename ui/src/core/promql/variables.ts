import { DEFAULT_MIN_STEP, writeDuration } from './step';

/** A rate needs samples on both sides of every point: this many scrapes at least. */
const RATE_SCRAPES = 4;
const VARIABLE = /\$(?:__rate_interval|__interval_ms|__interval|__range_ms|__range_s|__range)\b|\$\{(?:__rate_interval|__interval_ms|__interval|__range_ms|__range_s|__range)\}/g;

const ANY_VARIABLE = /\$\{?[A-Za-z_]\w*|\[\[\w+\]\]/;

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;

/** Whether a text is PromQL only once variables are put in: Grafana's, or those of a dashboard. Within strings they are text. */
export const hasVariables = (expression: string): boolean => ANY_VARIABLE.test(expression.replace(STRING, ''));

/**
 * The expression with Grafana's variables written out, for people who bring their queries along: `$__interval` is the step,
 * `$__rate_interval` long enough for a rate, `$__range` the whole range.
 */
export function fillVariables(expression: string, stepSeconds: number, rangeSeconds: number): string {
  return expression.replace(VARIABLE, (found) => {
    switch (found.replace(/[${}]/g, '')) {
      case '__rate_interval':
        return writeDuration(Math.max(stepSeconds + DEFAULT_MIN_STEP, RATE_SCRAPES * DEFAULT_MIN_STEP));
      case '__interval':
        return writeDuration(stepSeconds);
      case '__interval_ms':
        return String(Math.round(stepSeconds * 1000));
      case '__range_s':
        return String(Math.round(rangeSeconds));
      case '__range_ms':
        return String(Math.round(rangeSeconds * 1000));
      default:
        return writeDuration(rangeSeconds);
    }
  });
}
