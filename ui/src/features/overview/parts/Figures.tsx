import type { Schemas } from '@/api/client';
import type { RedTimeline, Time } from '@/api/services';
import { countsOn, errorRatioOf, figureOn, p95Of, ratesOn, stepsOf } from '@/charts/red/red';
import { formatValue } from '@/core/format';
import { troubleRecords } from '@/core/levels';
import { logsLink, servicesLink, tracesLink } from '@/core/links';
import { describeRange } from '@/core/time';
import { StatTile } from '@/ui/StatTile/StatTile';
import { StatTiles } from '@/ui/StatTile/StatTiles';
import { UptimeTile } from './UptimeTile';

type Props = {
  time: Time;
  services: { data: Schemas['ServicesResponse'] | undefined };
  red: { data: RedTimeline | undefined; dataUpdatedAt: number };
};

/** Four numbers of the whole platform against the period before, and what is up. */
export function Figures({ time, services, red }: Props) {
  const { total, total_before: earlier, services: all = [] } = services.data ?? {};
  // Nothing at all before means that nothing was sent then: there is nothing to compare with.
  const before = earlier && earlier.requests > 0 ? earlier : undefined;
  const against = `the same time before (${describeRange(time.range, time.zone).toLowerCase()})`;
  const times = red.data ? stepsOf(red.data) : [];
  const history = (figure: typeof p95Of) => (red.data ? figureOn(times, red.data.total, figure) : []);
  const logErrors = services.data && all.reduce((sum, { logs }) => sum + troubleRecords(logs), 0);
  const logErrorsBefore = before && all.reduce((sum, each) => sum + each.log_errors_before, 0);
  return (
    <StatTiles>
      <StatTile
        label="Requests"
        value={formatValue(total?.requests_per_second, 'short')}
        unit="/s"
        change={{ now: total?.requests_per_second, before: before?.requests_per_second, worse: 'neither', against }}
        history={red.data ? ratesOn(times, red.data.total, red.data.step_seconds, red.dataUpdatedAt / 1000) : []}
        link={servicesLink()}
      />
      <StatTile
        label="Error rate"
        value={formatValue(total?.error_ratio, 'ratio')}
        change={{ now: total?.error_ratio, before: before?.error_ratio, worse: 'up', against }}
        history={history(errorRatioOf)}
        link={tracesLink({ query: 'status:error' })}
      />
      <StatTile
        label="p95"
        value={formatValue(total?.p95_ms, 'ms')}
        change={{ now: total?.p95_ms, before: before?.p95_ms, worse: 'up', against }}
        history={history(p95Of)}
        link={tracesLink()}
      />
      <StatTile
        label="Log errors"
        value={formatValue(logErrors, 'short')}
        change={{ now: logErrors, before: logErrorsBefore, worse: 'up', against }}
        history={red.data ? countsOn(times, red.data.log_errors) : []}
        link={logsLink({ query: 'level:>=error' })}
      />
      <UptimeTile />
    </StatTiles>
  );
}
