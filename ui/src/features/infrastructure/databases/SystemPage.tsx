import { useMemo, type ReactNode } from 'react';
import { useSearch } from '@tanstack/react-router';
import { useTimeRange } from '@/core/useTimeRange';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Charts } from '../panels/Charts';
import type { Of } from '../panels/model/fill';
import type { Figures } from '../panels/model/values';
import { NotCollected } from '../panels/NotCollected';
import { PromChart } from '../panels/PromChart';
import { Tiles } from '../panels/Tiles';
import { useFigures } from '../panels/useFigures';
import { Verdicts } from '../panels/Verdicts';
import { View } from '@/ui/View/View';
import { serversOf, type Server } from './model/servers';
import { NotAnswering } from './parts/NotAnswering';
import { ServerHead } from './parts/ServerHead';
import { readSystemSearch } from './search';
import type { SystemSpec } from './types';

type Props = {
  spec: SystemSpec;
  /** The tables of a server, below its charts. */
  children: (of: Of, figures: Figures) => ReactNode;
  /** What stands open beside them. */
  drawer?: (of: Of) => ReactNode;
};

const ALL = {};

/** The page of a technology: which server, what is wrong with it, its figures, charts and tables. */
export function SystemPage({ spec, children, drawer }: Props) {
  const { server: wanted } = readSystemSearch(useSearch({ strict: false }));
  const seen = useFigures({ known: `max by (job, instance) (last_over_time(${spec.seen}[1d]))`, now: `max by (job, instance) (${spec.answers})` }, ALL);
  const query = useMemo(() => ({ data: seen.data && serversOf(seen.data), error: seen.error, refetch: seen.refetch }), [seen.data, seen.error, seen.refetch]);
  const server = query.data?.find(({ instance }) => instance === wanted) ?? query.data?.[0];
  const of = useMemo(() => ({ instance: server?.instance ?? '', job: server?.job ?? '' }), [server?.instance, server?.job]);
  return (
    <View drawer={server && drawer?.(of)}>
      <QueryBody
        query={query}
        skeleton={<Panel title={spec.label}><TableSkeleton rows={8} /></Panel>}
        isEmpty={(servers) => servers.length === 0}
        empty={<NotCollected what={spec.label} setup={spec.setup} />}
      >
        {(servers) => <OfServer key={of.instance} spec={spec} servers={servers} server={server!} of={of} tables={children} />}
      </QueryBody>
    </View>
  );
}

type OfServerProps = { spec: SystemSpec; servers: readonly Server[]; server: Server; of: Of; tables: Props['children'] };

function OfServer({ spec, servers, server, of, tables }: OfServerProps) {
  const { instance, up } = server;
  const figures = useFigures(spec.figures, of);
  const now = useTimeRange().resolve().end;
  const facts = figures.data ? spec.facts(figures.data, now).filter((fact): fact is string => fact !== false) : [];
  return (
    <>
      <ServerHead label={spec.label} dashboard={spec.dashboard} servers={servers} server={server} facts={facts} />
      {up !== true && <NotAnswering label={spec.label} server={server} series={spec.seen} />}
      <QueryBody query={figures} skeleton={<Panel title={instance}><TableSkeleton rows={8} /></Panel>}>
        {(found) => (
          <>
            {up === true && <Verdicts label={`${spec.label} ${instance}`} verdicts={spec.verdicts(found, now)} quiet={spec.quiet(found)} />}
            <Tiles tiles={spec.tiles(found, now)} histories={spec.histories} of={of} />
            <Charts>
              {spec.charts.map((chart) => (
                <PromChart key={chart.id} spec={chart} of={of} figures={found} />
              ))}
            </Charts>
            {tables(of, found)}
          </>
        )}
      </QueryBody>
    </>
  );
}
