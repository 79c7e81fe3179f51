import { SNIPPETS, type SendTo } from '@/core/send/snippets';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import styles from './SendSnippets.module.css';

type Props = {
  to: SendTo;
  /** Which way is in view: a value of SNIPPETS. An unknown one shows the first. */
  chosen: string;
  onChoose: (value: string) => void;
};

const TABS = SNIPPETS.map(({ value, label }) => ({ value, label }));

/** How to send data here, in the language at hand, ready to paste. */
export function SendSnippets({ to, chosen, onChoose }: Props) {
  const snippet = SNIPPETS.find(({ value }) => value === chosen) ?? SNIPPETS[0]!;
  return (
    <div className={styles.snippets}>
      <PageTabs label="Kind of sender" tabs={TABS} value={snippet.value} onChange={onChoose} />
      <p className={styles.hint}>{snippet.hint}</p>
      {snippet.parts(to).map(({ title, code }) => (
        <div key={title}>
          <h3 className={styles.title}>{title}</h3>
          <CodeBlock label={`${snippet.label}: ${title}`} code={code} />
        </div>
      ))}
    </div>
  );
}
