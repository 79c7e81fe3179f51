import { useMemo } from 'react';
import { useSearch } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { NotCollected } from '../panels/NotCollected';
import { Verdicts } from '../panels/Verdicts';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { useNetwork, type NetworkAnswer, type Pair } from './api';
import { matrixOf, troublesOf } from './model/matrix';
import { HostsTraffic } from './parts/HostsTraffic';
import { MatrixTable } from './parts/MatrixTable';
import { PairDrawer } from './parts/PairDrawer';
import { METRICS, readNetworkSearch, type Metric, type NetworkSearch } from './search';
import { SETUP } from './setup';
import styles from './NetworkPage.module.css';

const NAMES: Record<Metric, string> = { latency: 'Latency', loss: 'Loss', calls: 'Calls', errors: 'Failed calls', bandwidth: 'Bandwidth' };
const MOST_TROUBLES = 6;

/** Who reaches whom, how fast, and what is lost on the way: measured by probes and learnt from spans. */
export function NetworkPage() {
  const network = useNetwork();
  const search = readNetworkSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<NetworkSearch>();
  const pair = network.data?.pairs.find(({ source, target }) => source === search.source && target === search.target);
  return (
    <View drawer={pair && <PairDrawer key={`${pair.source} ${pair.target}`} pair={pair} agent={testerOf(network.data, pair)} onClose={() => patch({ source: undefined, target: undefined })} />}>
      <QueryBody
        query={network}
        skeleton={<Panel title="Network"><TableSkeleton rows={8} /></Panel>}
        notices={({ problems }) => problems}
        isEmpty={({ pairs, hosts }) => pairs.length === 0 && hosts.length === 0}
        empty={<NotCollected what="network" setup={SETUP} />}
      >
        {(answer) => <Found answer={answer} search={search} />}
      </QueryBody>
    </View>
  );
}

/** The agent at the source of a pair that ends at this server, when it is there. */
function testerOf(answer: NetworkAnswer | undefined, { source, target }: Pair): string | undefined {
  const isServer = answer?.nodes.some(({ name, kinds }) => name === target && kinds.includes('server'));
  return isServer ? answer?.nodes.find(({ name, bandwidth }) => name === source && bandwidth)?.name : undefined;
}

function Found({ answer, search }: { answer: NetworkAnswer; search: NetworkSearch }) {
  const { pairs, hosts, sampled, more } = answer;
  const patch = useSearchPatch<NetworkSearch>();
  const matrix = useMemo(() => matrixOf(pairs, search.q ?? ''), [pairs, search.q]);
  const troubles = useMemo(() => troublesOf(pairs), [pairs]);
  const metric = search.metric ?? 'latency';
  const note = [`${thousands(matrix.sources.length)} from, ${thousands(matrix.targets.length)} to`, sampled > 1 && `calls from one trace in ${thousands(sampled)}`, more > 0 && `${thousands(more)} pairs are left out`].filter(Boolean).join(' · ');
  return (
    <>
      {pairs.length > 0 && <Verdicts label="the network" verdicts={troubles.slice(0, MOST_TROUBLES)} quiet="Everything that is probed answers, nothing is lost" />}
      <Panel
        title="Between nodes"
        note={note}
        actions={
          <>
            <FilterField label="Filter nodes" placeholder="Node" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
            <ControlGroup label="Metric">
              {METRICS.map((each) => (
                <Control key={each} active={each === metric} aria-pressed={each === metric} onClick={() => patch({ metric: each === 'latency' ? undefined : each }, true)}>
                  {NAMES[each]}
                </Control>
              ))}
            </ControlGroup>
          </>
        }
        className={styles.panel}
      >
        {matrix.pairs.size > 0 ? (
          <MatrixTable matrix={matrix} metric={metric} open={search} onOpen={(source, target) => patch({ source, target })} />
        ) : pairs.length > 0 ? (
          <Empty title="No node matches" hint="Clear the filter." />
        ) : (
          <Empty title="No pair of nodes is known yet" hint={<>Name peers under <code>network.peers</code>, start an agent on another host, or send traces: calls between services fill the matrix by themselves.</>} />
        )}
      </Panel>
      {hosts.length > 0 && <HostsTraffic hosts={hosts} />}
    </>
  );
}
