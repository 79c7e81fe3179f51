import { useState, type FormEvent } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { ApiError, describeError } from '@/api/problem';
import { pageSearch } from '@/core/pageSearch';
import { useCan } from '@/core/permissions';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { Empty } from '@/ui/Empty/Empty';
import { checkConformance } from '../api/conformance';
import { View } from '@/ui/View/View';
import { readListSearch, type ListSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { Rules } from './Rules';
import styles from './ConformancePage.module.css';

/** Whether a service keeps the contract of health endpoints, rule by rule, and what to change where it does not. */
export function ConformancePage() {
  const { url = '' } = readListSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ListSearch>();
  const [typed, setTyped] = useState(url);
  const check = useMutation({ mutationFn: checkConformance });
  const canCheck = useCan('monitors:write');
  const { data, error } = check;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = typed.trim();
    if (asked === '') return;
    patch({ url: asked }, true);
    check.mutate(asked);
  };
  const failed = data?.rules.filter(({ passed }) => !passed).length ?? 0;
  if (!canCheck) return <Empty title="Your role can’t check services" hint="It needs the permission monitors:write." />;
  return (
    <View about="Calls /live, /ready and /health of a service a few times and judges each rule of the contract: what is answered, how fast, and what it costs. The SDK keeps all of them.">
      <form className={styles.form} onSubmit={submit}>
        <TextInput {...pageSearch} className={styles.field} aria-label="Address of the service" placeholder="https://shop.example.org" value={typed} onChange={({ currentTarget: { value } }) => setTyped(value)} error={error instanceof ApiError ? error.fields.url : undefined} autoComplete="off" spellCheck={false} />
        <Button type="submit" size="xs" loading={check.isPending}>
          Check
        </Button>
      </form>
      {error !== null && !(error instanceof ApiError && error.fields.url) && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
      {data && (
        <Panel title={data.url} note={data.passed ? 'keeps every rule' : `${failed} of ${data.rules.length} rules are not kept`}>
          <Rules rules={data.rules} />
        </Panel>
      )}
    </View>
  );
}
