import type { RedTimeline, Service, Time } from '@/api/services';
import { countsOn, errorRatioOf, figureOn, p95Of, ratesOn, stepsOf, type RedColumns } from '@/charts/red/red';
import { formatValue } from '@/core/format';
import { troubleRecords } from '@/core/levels';
import { logsLink, serviceQuery, tracesLink } from '@/core/links';
import { describeRange } from '@/core/time';
import { StatTile } from '@/ui/StatTile/StatTile';
import { StatTiles } from '@/ui/StatTile/StatTiles';

type Props = { time: Time; figures: Service | undefined; red: { data: RedTimeline | undefined; dataUpdatedAt: number } };

/** Its four numbers against the period before. A service without requests has none of the first three. */
export function Figures({ time, figures, red: { data, dataUpdatedAt } }: Props) {
  const traced = figures && figures.p95_ms !== null ? figures : undefined;
  const before = figures && figures.before.requests > 0 ? figures.before : undefined;
  const query = figures ? serviceQuery(figures.name) : undefined;
  const against = `the same time before (${describeRange(time.range, time.zone).toLowerCase()})`;
  const times = data ? stepsOf(data) : [];
  const history = (figure: (columns: RedColumns, i: number) => number) => (data ? figureOn(times, data.total, figure) : []);
  const logErrors = figures && troubleRecords(figures.logs);
  return (
    <StatTiles>
      <StatTile
        label="Requests"
        value={formatValue(traced?.requests_per_second, 'short')}
        unit="/s"
        change={{ now: traced?.requests_per_second, before: before?.requests_per_second, worse: 'neither', against }}
        history={data && traced ? ratesOn(times, data.total, data.step_seconds, dataUpdatedAt / 1000) : []}
        link={tracesLink({ query })}
      />
      <StatTile
        label="Error rate"
        value={formatValue(traced?.error_ratio, 'ratio')}
        change={{ now: traced?.error_ratio, before: before?.error_ratio, worse: 'up', against }}
        history={history(errorRatioOf)}
        link={tracesLink({ query: query && `${query} status:error` })}
      />
      <StatTile
        label="p95"
        value={formatValue(traced?.p95_ms, 'ms')}
        change={{ now: traced?.p95_ms, before: before?.p95_ms, worse: 'up', against }}
        history={history(p95Of)}
        link={tracesLink({ query })}
      />
      <StatTile
        label="Log errors"
        value={formatValue(logErrors, 'short')}
        change={{ now: logErrors, before: before && figures?.log_errors_before, worse: 'up', against }}
        history={data ? countsOn(times, data.log_errors) : []}
        link={logsLink({ query: query && `${query} level:>=error` })}
      />
    </StatTiles>
  );
}
