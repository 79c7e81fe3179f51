import { panelsOf, type Dashboard, type Panel } from './dashboard';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const named = ({ title, id }: Panel): string => (title ? `“${title}”` : `panel ${id}`);

const PARTS: [keyof Dashboard, string][] = [
  ['title', 'The title'], ['description', 'The description'], ['tags', 'The tags'], ['start', 'The time range'], ['end', 'The end of the time range'], ['refresh', 'The refresh rate'],
  ['annotations', 'The marks'], ['links', 'The links'], ['variables', 'The variables'],
];
const PANEL_PARTS: [keyof Panel, string][] = [
  ['title', 'title'], ['description', 'description'], ['type', 'type'], ['grid', 'place or size'], ['queries', 'queries'], ['values', 'units and thresholds'], ['overrides', 'overrides'],
  ['options', 'looks'], ['links', 'links'], ['repeat', 'repetition'], ['time_from', 'time'], ['time_shift', 'time'],
];

/** What became of a dashboard since, in words: one line for each thing. */
export function difference(then: Dashboard, now: Dashboard): string[] {
  const [before, after] = [panelsOf(then), panelsOf(now)];
  const was = new Map(before.map((panel) => [panel.id, panel]));
  const is = new Set(after.map(({ id }) => id));
  return [
    ...PARTS.filter(([key]) => !same(then[key], now[key])).map(([, word]) => `${word} changed`),
    ...(same(then.sections.map(({ title, repeat, collapsed }) => [title, repeat, collapsed]), now.sections.map(({ title, repeat, collapsed }) => [title, repeat, collapsed])) ? [] : ['The sections changed']),
    ...after.filter(({ id }) => !was.has(id)).map((panel) => `${named(panel)} was added`),
    ...before.filter(({ id }) => !is.has(id)).map((panel) => `${named(panel)} was removed`),
    ...after.flatMap((panel) => {
      const old = was.get(panel.id);
      const parts = old ? [...new Set(PANEL_PARTS.filter(([key]) => !same(old[key], panel[key])).map(([, word]) => word))] : [];
      return parts.length > 0 ? [`${named(panel)}: ${parts.join(', ')}`] : [];
    }),
  ];
}
