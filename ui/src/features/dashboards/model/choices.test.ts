import { describe, expect, it } from 'vitest';
import { blankVariable } from './blank';
import { readWanted, resolveVariables, scopeOf, toldChoice, wantedParam, withStep, type Ask } from './choices';
import { ALL } from './interpolation';

const job = { ...blankVariable('job'), query: 'label_values(up, job)' };
const instance = { ...blankVariable('instance'), query: 'label_values(up{job=~"$job"}, instance)', multiple: true, include_all: true };

/** Answers what is asked itself, so that a test sees what was put in. */
const echo: Ask = ({ query }) => Promise.resolve(query.includes('instance') ? [{ text: query, value: query }] : ['api', 'web'].map((value) => ({ text: value, value })));

describe('variables', () => {
  it('are asked with what those before them have chosen, in whatever order they stand', async () => {
    const found = await resolveVariables([instance, job], { job: ['web'] }, {}, echo);
    expect(found[0]!.choices[0]!.value).toBe('label_values(up{job=~"web"}, instance)');
    expect(found.map(({ selected }) => selected)).toEqual([[ALL], ['web']]);
  });

  it('take the first choice, what the document says while it exists, or what the URL says', async () => {
    const first = async (current: string[], wanted?: string[]) => (await resolveVariables([{ ...job, current }], wanted ? { job: wanted } : {}, {}, echo))[0]!.selected;
    expect(await first([])).toEqual(['api']);
    expect(await first(['web'])).toEqual(['web']);
    expect(await first(['gone'])).toEqual(['api']);
    expect(await first(['web'], ['gone'])).toEqual(['gone']);
  });

  it('understand All of links from Grafana', async () => {
    const [found] = await resolveVariables([instance], { instance: ['All'] }, {}, echo);
    expect(found!.selected).toEqual([ALL]);
    expect(toldChoice(found!)).toBe('All');
  });

  it('say why there is nothing to choose from, and leave others alone', async () => {
    const other = { ...job, name: 'other', query: 'label_values(job)' };
    const found = await resolveVariables([job, other], {}, {}, (question) => (question.query === job.query ? Promise.reject(new Error('no')) : echo(question)));
    expect(found.map(({ problem, selected }) => [problem, selected])).toEqual([['no', []], [undefined, ['api']]]);
  });

  it('end when they name each other', async () => {
    const circle = [{ ...job, query: 'label_values(up{a="$other"}, job)' }, { ...job, name: 'other', query: 'label_values(up{a="$job"}, job)' }];
    expect(await resolveVariables(circle, {}, {}, echo)).toHaveLength(2);
  });

  it('show one text and stand for another', async () => {
    const [found] = await resolveVariables([{ ...blankVariable('place'), kind: 'custom', options: ['Berlin : eu-1', 'http://a:80'] }], {}, {}, echo);
    expect(found!.choices).toEqual([{ text: 'Berlin', value: 'eu-1' }, { text: 'http://a:80', value: 'http://a:80' }]);
    expect(scopeOf([found!]).place).toMatchObject({ values: ['eu-1'], several: false });
  });

  it('put the step in for auto', async () => {
    const interval = { ...blankVariable('every'), kind: 'interval' as const, options: ['auto', '5m'] };
    const scope = scopeOf(await resolveVariables([interval], {}, {}, echo));
    expect(withStep(scope, [interval], '30s').every!.values).toEqual(['30s']);
  });

  it('stand in the URL whatever they hold', () => {
    const values = ['a,b', String.raw`c\d`, 'e'];
    expect(readWanted({ ...wantedParam('x', values), from: 'now-1h' })).toEqual({ x: values });
    expect(wantedParam('x', [])).toEqual({ 'var-x': undefined });
  });
});
