import { useState, type FormEvent } from 'react';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { monitorLink } from '@/core/links';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { UnsavedGuard } from '@/ui/UnsavedGuard/UnsavedGuard';
import { HEALTH, saveMonitor, tryMonitor } from '../api/monitors';
import type { MonitorSpec, ResultView } from '../api/types';
import { isPassive, kindLabel, kindOf } from '../model/kinds';
import { specYaml } from '../model/spec';
import { ResultBody } from '../parts/ResultBody';
import { View } from '@/ui/View/View';
import { readEditSearch, type EditSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { CommonFields } from './CommonFields';
import { Conditions } from './Conditions';
import { Field } from './Field';
import { useDraft } from './useDraft';
import styles from './MonitorForm.module.css';

type Props = { id?: string; initial: MonitorSpec; onCancel: () => void };

/** A monitor as a form or as YAML, tried before it is saved. */
export function MonitorForm({ id, initial, onCancel }: Props) {
  const { draft, problem, send, wouldLose } = useDraft(initial);
  const { view } = readEditSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<EditSearch>();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [working, setWorking] = useState<'save' | 'try'>();
  const [tried, setTried] = useState<ResultView>();
  const { kind } = draft.spec.check;
  const spec = kindOf(kind);
  const probed = !isPassive(kind);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setWorking('save');
    const saved = await send((monitor) => saveMonitor(monitor, id), true);
    setWorking(undefined);
    if (!saved) return;
    void queries.invalidateQueries({ queryKey: HEALTH });
    void navigate(monitorLink(saved.id));
  };
  const check = async () => {
    setWorking('try');
    setTried(await send(tryMonitor));
    setWorking(undefined);
  };
  return (
    <View>
      <UnsavedGuard wouldLose={wouldLose} leaves={(current, next) => current.pathname !== next.pathname} text="What you have entered for this monitor is not saved yet." />
      <form className={styles.page} onSubmit={(event) => void save(event)} noValidate>
        <Panel
          title={id === undefined ? `New monitor: ${kindLabel(kind)}` : kindLabel(kind)}
          note={spec?.about}
          actions={
            <ControlGroup label="Seen as">
              <Control active={view !== 'yaml'} aria-pressed={view !== 'yaml'} onClick={() => patch({ view: undefined }, true)}>Form</Control>
              <Control active={view === 'yaml'} aria-pressed={view === 'yaml'} onClick={() => patch({ view: 'yaml' }, true)}>YAML</Control>
            </ControlGroup>
          }
        >
          {problem && <Notice tone="error" text={problem} />}
          {view === 'yaml' ? (
            <div className={styles.yaml}>
              <p>The same monitor in a file of monitors; secrets are left to be filled in.</p>
              <CodeBlock label="YAML" code={specYaml(draft.spec)} />
            </div>
          ) : (
            <div className={styles.fields}>
              <CommonFields draft={draft} part="name" />
              {spec?.fields.filter(({ rare }) => !rare).map((field) => <Field key={field.key} draft={draft} field={field} at="check" />)}
              {spec?.conditions && (
                <>
                  <Conditions draft={draft} at="conditions" title="What must hold" about="One that does not means down. Without any, the kind’s own rules count." offered={spec.conditions} />
                  <Conditions draft={draft} at="degraded_unless" title="What should hold" about="One that does not means degraded." offered={[]} />
                </>
              )}
              <CommonFields draft={draft} part="when" />
              <details className={styles.rare}>
                <summary>More</summary>
                <div className={styles.fields}>
                  {spec?.fields.filter(({ rare }) => rare).map((field) => <Field key={field.key} draft={draft} field={field} at="check" />)}
                  <CommonFields draft={draft} part="rare" />
                </div>
              </details>
            </div>
          )}
          <div className={styles.actions}>
            <Button type="submit" size="xs" loading={working === 'save'}>
              {id === undefined ? 'Watch it' : 'Save'}
            </Button>
            {probed && (
              <Button size="xs" variant="default" loading={working === 'try'} onClick={() => void check()}>
                Try it
              </Button>
            )}
            <Button size="xs" variant="default" onClick={onCancel}>
              Cancel
            </Button>
          </div>
        </Panel>
        {probed && (
          <Panel title="Tried" note={tried ? undefined : 'shows what a check comes to before anything is saved'} className={styles.tried}>
            <div aria-live="polite">{tried && <ResultBody result={tried} />}</div>
          </Panel>
        )}
      </form>
    </View>
  );
}
