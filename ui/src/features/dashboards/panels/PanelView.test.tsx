// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { blankQuery } from '../model/blank';
import type { Panel } from '../model/dashboard';
import type { PanelData } from '../model/frames';
import { PanelView } from './PanelView';
import { answer, override, panel, series } from './samples';

const show = (drawn: Panel, data: PanelData) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <PanelView panel={drawn} data={data} width={400} height={200} marks={[]} onZoom={() => undefined} />
    </QueryClientProvider>,
  );

/** A server that knows these metrics. */
const known = (...metrics: string[]) => vi.stubGlobal('fetch', vi.fn(async () => Response.json({ status: 'success', data: metrics })));
const instant = { ...blankQuery('A'), text: 'up', instant: true, form: 'table' as const };

describe('a panel', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('says when nobody ever sent what is asked for', async () => {
    known('node_load1');
    show(panel('timeseries', { queries: [{ ...instant, text: 'rate(container_cpu_seconds_total[$__rate_interval])' }] }), answer([]));
    expect(await screen.findByText('No such metric here')).toBeTruthy();
    expect(screen.getByText('Nobody has sent container_cpu_seconds_total yet.')).toBeTruthy();
  });

  it('says when nothing is asked, and when nothing is found', () => {
    known('up');
    show(panel('stat', { queries: [] }), answer([]));
    expect(screen.getByText('No query yet')).toBeTruthy();
    cleanup();
    show(panel('timeseries', { queries: [{ ...instant, instant: false }] }), answer([]));
    expect(screen.getByText('No series matches in this time range.')).toBeTruthy();
    cleanup();
    show(panel('stat', { queries: [instant], values: { no_value: 'quiet' } }), answer([]));
    expect(screen.getByText('quiet')).toBeTruthy();
  });

  it('shows what there is beside what failed', () => {
    show(panel('stat', { title: 'Load', values: { unit: 's' } }), answer([series('a', [2])], { problems: [{ ref: 'B', message: 'took too long' }] }));
    expect(screen.getByText('2 s')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('B: took too long');
  });

  it('of figures shows each series by its name, mapped and hidden as overrides say', () => {
    const drawn = panel('stat', { title: 'Up', overrides: [override('name', 'b', { hidden: true }), override('name', 'a', { mappings: [{ kind: 'value', match: '1', start: null, end: null, text: 'up', colour: null }] })] });
    show(drawn, answer([series('a', [1]), series('b', [1]), series('c', [5])]));
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['aup', 'c5']);
  });

  it('tells what a gauge measures', () => {
    show(panel('gauge', { title: 'Memory', values: { unit: 'percentunit' } }), answer([series('memory', [0.25])]));
    const meter = screen.getByRole('meter');
    expect([meter.getAttribute('aria-valuemax'), meter.getAttribute('aria-valuenow'), meter.getAttribute('aria-valuetext')]).toEqual(['1', '0.25', '25 %']);
  });

  it('of rows sorts, and links addresses only where they may be followed', () => {
    const rows = answer([series('', [1], { labels: { url: 'https://a.example' } }), series('', [3], { labels: { url: 'javascript:alert(1)' } })]);
    show(panel('table', { title: 'Rows', queries: [instant], options: { hidden_columns: ['Time'], sort_by: 'Value' } }), rows);
    const cells = () => screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell').map(({ textContent }) => textContent));
    expect(cells()).toEqual([['javascript:alert(1)', '3'], ['https://a.example', '1']]);
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['https://a.example']);
    fireEvent.click(screen.getByRole('button', { name: 'Value' }));
    expect(cells()[0]).toEqual(['https://a.example', '1']);
  });

  it('of parts names each with its share, and leaves one alone when its name is clicked', () => {
    show(panel('bar', { title: 'Parts', options: { shape: 'donut' } }), answer([series('a', [3]), series('b', [1])]));
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('Parts: a 3, 75 %; b 1, 25 %');
    fireEvent.click(screen.getByRole('button', { name: /^b/ }));
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('Parts: b 1, 100 %');
  });

  it('of words runs nothing that is written in it', () => {
    const { container } = show(panel('text', { title: 'Words', options: { content: '# Hello\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))' } }), answer([]));
    expect(screen.getByRole('heading', { name: 'Hello' })).toBeTruthy();
    expect(container.querySelector('script, img, a')).toBeNull();
    expect(container.textContent).toContain('<script>alert(1)</script>');
  });

  it('can be read as a table', () => {
    render(<PanelView panel={panel('timeseries', { title: 'Load', values: { unit: 's' } })} data={answer([series('a', [1, 2])])} width={400} height={200} marks={[]} onZoom={() => undefined} asTable />);
    expect(screen.getByRole('columnheader', { name: 'a' })).toBeTruthy();
    expect(screen.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['2 s', '1 s']);
  });
});
