import { useState } from 'react';
import { IconChevronDown, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { blankVariable } from '../../model/blank';
import type { ResolvedVariable } from '../../model/choices';
import type { Variable } from '../../model/dashboard';
import { useBoard, useDocument } from '../../view/BoardContext';
import { ItemTools } from './ItemTools';
import { VariableForm } from './VariableForm';
import styles from './Settings.module.css';

/** What readers may choose, each with the values it has now. */
export function VariablesForm({ resolved }: { resolved: readonly ResolvedVariable[] | undefined }) {
  const { change } = useBoard();
  const dashboard = useDocument();
  const { variables } = dashboard;
  const [open, setOpen] = useState<number | null>(variables.length === 1 ? 0 : null);
  const set = (next: Variable[], joined?: string) => change((now) => ({ ...now, variables: next }), joined);
  const add = () => {
    const taken = new Set(variables.map(({ name }) => name));
    let count = variables.length + 1;
    while (taken.has(`variable${count}`)) count += 1;
    set([...variables, blankVariable(`variable${count}`)]);
    setOpen(variables.length);
  };
  return (
    <div className={styles.fields}>
      {variables.map((variable, i) => (
        <div key={i} className={styles.card}>
          <div className={styles.head}>
            <Control quiet aria-expanded={open === i} aria-label={`Variable ${variable.name}`} onClick={() => setOpen(open === i ? null : i)}>
              {open === i ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
            </Control>
            <span className={styles.name}>
              ${variable.name} <span className={styles.kind}>{variable.kind}</span>
            </span>
            <ItemTools name={variable.name} items={variables} index={i} onChange={(next) => set(next)} />
          </div>
          {open === i && (
            <VariableForm
              variable={variable}
              taken={variables.some((other, j) => j !== i && other.name === variable.name)}
              resolved={resolved?.find((each) => each.variable.name === variable.name)}
              onChange={(next) => set(variables.map((each, j) => (j === i ? next : each)), `variable ${i}`)}
            />
          )}
        </div>
      ))}
      {variables.length === 0 && <p className={styles.hint}>With variables one dashboard serves all hosts, jobs or databases: write $name in queries and titles.</p>}
      <Control onClick={add}>
        <IconPlus size={14} />
        Add a variable
      </Control>
    </div>
  );
}
