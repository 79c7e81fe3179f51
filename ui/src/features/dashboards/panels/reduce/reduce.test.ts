import { describe, expect, it } from 'vitest';
import { emptyValues, override, panel, series } from '../samples';
import { panelColour, softColour, textColour } from './colours';
import { fieldsOf } from './fields';
import { figuresOf } from './figures';
import { mappingOf } from './mappings';
import { valuesFor } from './overrides';
import { shownNumber, shownText } from './shown';
import { endsOf, stepColour, stepsOf } from './thresholds';

const token = (service: string) => (service === 'checkout' ? '--s9' : '--s10');
const mapping = { match: '', start: null, end: null, text: null, colour: null };

describe('overrides', () => {
  it('match by name, pattern and query, and say only what is not as it is by default', () => {
    const base = { ...emptyValues, unit: 's', decimals: 1 };
    const over = [
      override('name', 'in', { unit: 'bytes' }),
      override('regex', '(?i)^OUT', { negative: true }),
      override('query', 'B', { decimals: 0 }),
      override('regex', '(', { unit: 'never' }),
    ];
    expect(valuesFor({ name: 'in', ref: 'A' }, base, over)).toMatchObject({ unit: 'bytes', decimals: 1, negative: false });
    expect(valuesFor({ name: 'outside', ref: 'A' }, base, over)).toMatchObject({ unit: 's', negative: true });
    expect(valuesFor({ name: 'x', ref: 'B' }, base, over)).toMatchObject({ unit: 's', decimals: 0 });
  });

  it('follow one another', () => {
    const over = [override('name', 'in', { unit: 'bytes' }), override('regex', 'i', { unit: 'bits' })];
    expect(valuesFor({ name: 'in', ref: 'A' }, emptyValues, over).unit).toBe('bits');
  });
});

describe('thresholds', () => {
  const thresholds = [{ value: 80, colour: 'orange' }, { value: null, colour: 'green' }, { value: 90, colour: 'red' }];

  it('colour from their value on', () => {
    const steps = stepsOf({ thresholds, threshold_mode: 'absolute' }, { min: 0, max: 1 });
    expect([-5, 79.9, 80, 95].map((value) => stepColour(value, steps))).toEqual(['--ok-fill', '--ok-fill', '--warning-fill', '--error-fill']);
  });

  it('may be percentages of the ends', () => {
    const steps = stepsOf({ thresholds, threshold_mode: 'percentage' }, { min: 100, max: 200 });
    expect(steps.map(({ from }) => from)).toEqual([Number.NEGATIVE_INFINITY, 180, 190]);
  });

  it('have no colour below the first', () => expect(stepColour(1, stepsOf({ thresholds: [{ value: 5, colour: 'red' }], threshold_mode: 'absolute' }, { min: 0, max: 1 }))).toBeUndefined());
});

describe('the ends of a gauge', () => {
  it('are those of the panel, of the unit, or of the samples', () => {
    expect(endsOf({ ...emptyValues, minimum: 10, maximum: 20 }, [5])).toEqual({ min: 10, max: 20 });
    expect(endsOf({ ...emptyValues, unit: 'percentunit' }, [0.2])).toEqual({ min: 0, max: 1 });
    expect(endsOf({ ...emptyValues, unit: 'percent' }, [0.2])).toEqual({ min: 0, max: 100 });
    expect(endsOf(emptyValues, [4, null, 9])).toEqual({ min: 0, max: 9 });
    expect(endsOf(emptyValues, [-4, 9])).toEqual({ min: -4, max: 9 });
    expect(endsOf(emptyValues, [null])).toEqual({ min: 0, max: 100 });
  });
});

describe('mappings', () => {
  const mappings = [
    { ...mapping, kind: 'value' as const, match: '1', text: 'up', colour: 'green' },
    { ...mapping, kind: 'range' as const, start: 10, end: null, text: 'many' },
    { ...mapping, kind: 'special' as const, match: 'null', text: 'gone', colour: 'red' },
    { ...mapping, kind: 'regex' as const, match: '^web-(\\d+)$', text: 'machine $1' },
  ];

  it('name values, ranges, what is missing, and texts', () => {
    expect(mappingOf(1, mappings)).toEqual({ text: 'up', colour: 'green' });
    expect(mappingOf(11, mappings)?.text).toBe('many');
    expect(mappingOf(null, mappings)?.text).toBe('gone');
    expect(mappingOf('web-7', mappings)?.text).toBe('machine 7');
    expect(mappingOf(2, mappings)).toBeUndefined();
  });

  it('come before unit and thresholds', () => {
    const values = { ...emptyValues, mappings, unit: 's', thresholds: [{ value: null, colour: 'blue' }] };
    expect(shownNumber(1, values, 'utc')).toEqual({ text: 'up', colour: '--ok-fill' });
    expect(shownNumber(12, values, 'utc')).toEqual({ text: 'many', colour: '--info-fill' });
    expect(shownNumber(2, values, 'utc')).toEqual({ text: '2 s', colour: '--info-fill' });
    expect(shownText('web-7', values).text).toBe('machine 7');
  });
});

describe('what is missing', () => {
  it('is a dash, or what the panel says instead', () => {
    expect(shownNumber(null, emptyValues, 'utc')).toEqual({ text: '–', colour: undefined });
    expect(shownNumber(null, { ...emptyValues, no_value: 'none yet' }, 'utc').text).toBe('none yet');
  });
});

describe('colours', () => {
  it('of Grafana, by name and as they once were, become ours', () => {
    expect(['semi-dark-red', 'rgba(50, 172, 45, 0.97)', '#EAB839', '#abc', '#11223380', 'nonsense', '--s1) url(https://a.example'].map(panelColour)).toEqual(['--error-fill', '--ok-fill', '--s6', '#aabbcc', '#112233', '--unknown-fill', '--unknown-fill']);
  });

  it('have a form for words and one for backgrounds', () => {
    expect([textColour('--error-fill'), softColour('--error-fill')]).toEqual(['var(--error)', 'var(--error-soft)']);
    expect(textColour('--s3')).toBe('var(--s3)');
    expect(textColour('#123456')).toContain('#123456');
  });
});

describe('the fields of a panel', () => {
  it('are renamed, hidden, turned and coloured as overrides say', () => {
    const drawn = panel('timeseries', {
      overrides: [override('name', 'out', { negative: true, colour: 'red' }), override('name', 'debug', { hidden: true }), override('query', 'B', { name: '${__field.labels.job} load' })],
    });
    const found = fieldsOf(drawn, [series('out', [1, null]), series('debug', [1]), series('x', [3], { ref: 'B', labels: { job: 'node' } })], token);
    expect(found.map(({ name, series: { values }, colour }) => ({ name, values, colour }))).toEqual([
      { name: 'out', values: [-1, null], colour: '--error-fill' },
      { name: 'node load', values: [3], colour: '--s2' },
    ]);
  });

  it('have the colours of services where they are services', () => {
    const found = fieldsOf(panel('timeseries', {}), [series('a', [1], { labels: { service_name: 'checkout' } }), series('b', [1], { labels: { service_name: 'cart' } })], token);
    expect(found.map(({ colour }) => colour)).toEqual(['--s9', '--s10']);
  });

  it('of the same name stay two', () => expect(new Set(fieldsOf(panel('timeseries', {}), [series('a', [1]), series('a', [2])], token).map(({ key }) => key)).size).toBe(2));
});

describe('the figures of a panel', () => {
  const fields = fieldsOf(panel('stat', {}), [series('a', [1, 3, null]), series('b', [7])], token);

  it('are one for each series', () => expect(figuresOf({ ...panel('stat', {}).options, calculation: 'mean' }, fields).map(({ value }) => value)).toEqual([2, 7]));

  it('or one for each sample, up to a limit', () =>
    expect(figuresOf({ ...panel('stat', {}).options, all_values: true, row_limit: 2 }, fields).map(({ value }) => value)).toEqual([1, 3]));
});
