// @vitest-environment happy-dom
import { useState } from 'react';
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Panel } from '../../model/dashboard';
import { answer, panel, series } from '../samples';
import { isWanted } from './controls/search';
import { PanelEditor } from './PanelEditor';
import { nextRef } from './parts/nextRef';

const DATA = answer([series('reads', [1]), series('writes', [2])]);

/** The editor of a panel; the answer is what the panel has become. */
function edit(begin: Panel): () => Panel {
  let now = begin;
  function Host() {
    const [shown, setShown] = useState(begin);
    now = shown;
    return <PanelEditor panel={shown} onChange={setShown} data={DATA} />;
  }
  render(
    <MantineProvider env="test">
      <Host />
    </MantineProvider>,
  );
  return () => now;
}

const open = (fold: string) => fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${fold}`) }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the editor of a panel', () => {
  // Fields that grow with their text listen to it; this document has none.
  beforeAll(() => Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true }));
  afterEach(cleanup);

  it('takes effect with every change', () => {
    const now = edit(panel('timeseries', { title: 'Load' }));
    type('Title', 'Load of hosts');
    expect(now().title).toBe('Load of hosts');
    fireEvent.click(screen.getByRole('radio', { name: 'Bars' }));
    expect(now().options.draw).toBe('bars');
    type('Fill, in percent', '300');
    expect(now().options.fill).toBe(0);
    type('Fill, in percent', '30');
    expect(now().options.fill).toBe(30);
  });

  it('changes the type by its picture, with the keyboard too, and keeps what the other type does not read', () => {
    const now = edit(panel('timeseries', { options: { stack: 'percent' } }));
    fireEvent.keyDown(screen.getByRole('radio', { name: 'Time series' }), { key: 'ArrowRight' });
    expect(now().type).toBe('stat');
    fireEvent.click(screen.getByRole('radio', { name: 'Logs' }));
    expect([now().type, now().options.stack]).toEqual(['logs', 'percent']);
    expect(screen.queryByRole('button', { name: /^Thresholds/ })).toBeNull();
  });

  it('adds queries by the next letter, leaves them out and takes them away', () => {
    const now = edit(panel('timeseries', {}));
    fireEvent.click(screen.getByRole('button', { name: 'Query' }));
    expect(now().queries.map(({ ref }) => ref)).toEqual(['A', 'B']);
    fireEvent.click(screen.getByRole('button', { name: 'Leave out query B' }));
    expect(now().queries[1]!.hidden).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Move query B up' }));
    expect(now().queries.map(({ ref }) => ref)).toEqual(['B', 'A']);
    fireEvent.click(screen.getByRole('button', { name: 'Remove query B' }));
    expect(now().queries.map(({ ref }) => ref)).toEqual(['A']);
  });

  it('asks a typed query when the field is left', () => {
    const now = edit(panel('logs', { queries: [{ ...panel('logs', {}).queries[0]! }] }));
    const field = screen.getByLabelText('Search of query A');
    fireEvent.change(field, { target: { value: 'level:error' } });
    expect(now().queries[0]!.text).toBe('');
    fireEvent.blur(field);
    expect(now().queries[0]!.text).toBe('level:error');
  });

  it('has thresholds, words for values and overrides', () => {
    const now = edit(panel('stat', {}));
    open('Thresholds');
    fireEvent.click(screen.getByRole('button', { name: 'Threshold' }));
    type('Threshold 2', '7.5');
    expect(now().values.thresholds).toEqual([{ value: null, colour: 'green' }, { value: 7.5, colour: 'red' }]);
    open('Words for values');
    fireEvent.click(screen.getByRole('button', { name: 'Mapping' }));
    type('What mapping 1 stands for', '1');
    type('Text of mapping 1', 'up');
    expect(now().values.mappings).toEqual([{ kind: 'value', match: '1', start: null, end: null, text: 'up', colour: null }]);
    open('Overrides');
    fireEvent.click(screen.getByRole('button', { name: 'Override' }));
    expect(now().overrides[0]).toMatchObject({ by: 'name', match: 'reads' });
    expect(screen.getByText('1 series')).toBeTruthy();
  });

  it('repeats for a variable, however it is written, and for none again', () => {
    const now = edit(panel('stat', {}));
    open('Repeat and time');
    type('Once for each value of', '${instance}');
    expect(now().repeat).toEqual({ variable: 'instance', direction: 'across', per_row: 4 });
    type('Once for each value of', '');
    expect(now().repeat).toBeNull();
  });

  it('finds settings by name', () => {
    edit(panel('timeseries', {}));
    fireEvent.change(screen.getByLabelText('Find a setting'), { target: { value: 'gaps' } });
    expect(screen.getByLabelText('Lines go on over gaps')).toBeTruthy();
    expect(screen.queryByLabelText('Title')).toBeNull();
  });
});

it('a search wants every word', () => {
  expect([isWanted('', 'x'), isWanted('axis log', 'Axis Linear Log 2'), isWanted('axis map', 'Axis')]).toEqual([true, true, false]);
});

it('letters go on after Z', () => {
  const all = Array.from({ length: 26 }, (_, i) => String.fromCodePoint(65 + i));
  expect([nextRef([]), nextRef(['A', 'C']), nextRef(all)]).toEqual(['A', 'B', 'A1']);
});
