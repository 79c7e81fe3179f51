import { Fragment, useMemo, type ReactNode } from 'react';
import { SafeLink } from '../../parts/SafeLink';
import { parseMarkdown, type Block } from './blocks';
import type { Inline } from './inline';
import styles from './Markdown.module.css';

/** Markdown as elements of the page: whatever is no mark is text, so that nothing of it can run or load. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div className={styles.markdown}>{rendered(blocks)}</div>;
}

const rendered = (blocks: readonly Block[]): ReactNode => blocks.map((block, i) => <Fragment key={i}>{blockOf(block)}</Fragment>);

/** Panels have headings of their own above, so those of a text begin at the fourth. */
const HEADINGS = ['h4', 'h5', 'h6', 'h6', 'h6', 'h6'] as const;

function blockOf(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6';
      return <Heading data-level={block.level}>{words(block.children)}</Heading>;
    }
    case 'paragraph':
      return <p>{words(block.children)}</p>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote>{rendered(block.blocks)}</blockquote>;
    case 'list':
      return block.ordered ? <ol start={block.start}>{block.items.map(item)}</ol> : <ul>{block.items.map(item)}</ul>;
    case 'table':
      return <Table {...block} />;
    case 'rule':
      return <hr />;
  }
}

/** An item of one paragraph needs no space around it. */
const item = (blocks: readonly Block[], i: number): ReactNode => <li key={i}>{blocks.map((block, at) => <Fragment key={at}>{block.kind === 'paragraph' ? words(block.children) : blockOf(block)}</Fragment>)}</li>;

function Table({ head, aligns, rows }: Extract<Block, { kind: 'table' }>) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, i) => (
            <th key={i} scope="col" style={{ textAlign: aligns[i] }}>
              {words(cell)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, i) => (
              <td key={i} style={{ textAlign: aligns[i] }}>
                {words(cell)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const words = (parts: readonly Inline[]): ReactNode => parts.map((part, i) => <Fragment key={i}>{wordOf(part)}</Fragment>);

function wordOf(part: Inline): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return <strong>{words(part.children)}</strong>;
    case 'emphasis':
      return <em>{words(part.children)}</em>;
    case 'struck':
      return <s>{words(part.children)}</s>;
    case 'link':
      return <SafeLink url={part.url}>{words(part.children)}</SafeLink>;
    case 'break':
      return <br />;
  }
}
