import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useDependencies } from '../api/dependencies';
import { View } from '@/ui/View/View';
import { Graph } from './Graph';
import styles from './Graph.module.css';

/** What stands on what: a failure at the right explains those to its left. */
export function DependenciesPage() {
  const found = useDependencies();
  return (
    <View about="A failure at the right explains those at its left: one alarm for the cause, none for its symptoms. Their states stay visible, and recovery is always told.">
      <Panel title="Dependencies" note="solid: declared · dashed: learnt from traces">
        <QueryBody
          query={found}
          skeleton={<div className={styles.frame}><Skeleton height={240} /></div>}
          isEmpty={({ edges }) => edges.length === 0}
          empty={<Empty title="Nothing stands on anything yet" hint="Name what a monitor depends on in its form, or give monitors the service they tell of: traced calls between services then count." />}
        >
          {({ nodes, edges }) => <Graph nodes={nodes} edges={edges} />}
        </QueryBody>
      </Panel>
    </View>
  );
}
