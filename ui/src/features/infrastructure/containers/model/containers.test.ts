import { expect, it } from 'vitest';
import { containersOf, groupsOf, matching } from './containers';

const NOW = 1_795_000_000;
const of = (name: string, value: number, more: Record<string, string> = {}) => ({ labels: { instance: 'docker', name, ...more }, value });
const compose = (project: string, service: string) => ({ container_label_com_docker_compose_project: project, container_label_com_docker_compose_service: service, image: `${service}:1` });

const FIGURES = {
  started: [of('shop-api-1', NOW - 900, compose('shop', 'api')), of('shop-api-1', NOW - 60, { ...compose('shop', 'api'), image: 'api:2' }), of('shop-job-1', NOW - 300, compose('shop', 'job')), of('redis', NOW - 99)],
  state: [of('shop-api-1', 1, { state: 'running' }), of('shop-job-1', 1, { state: 'exited' })],
  seen: [of('redis', NOW)],
  exitCode: [of('shop-job-1', 137)],
  killed: [of('shop-job-1', 1)],
  memory: [of('shop-api-1', 96), of('redis', 5)],
  limit: [of('shop-api-1', 100)],
  restarts: [of('shop-api-1', 2.01)],
  cpu: [of('shop-api-1', 0.5)],
};

it('shows the newest of a name, ended ones too, and says what is wrong', () => {
  const found = containersOf(FIGURES);
  expect(found.map(({ name, image, state, verdicts }) => [name, image, state, verdicts.map(({ text }) => text)])).toEqual([
    ['shop-api-1', 'api:2', 'running', ['2 restarts in this time range', 'memory 96 % of its limit']],
    ['shop-job-1', 'job:1', 'exited', ['killed for want of memory', 'ended with code 137']],
    ['redis', '', 'running', []],
  ]);
});

it('takes an orderly end for no trouble', () => {
  for (const code of [0, 143, 130]) {
    const [job] = containersOf({ started: [of('job', NOW)], state: [of('job', 1, { state: 'exited' })], exitCode: [of('job', code)] });
    expect(job!.verdicts).toEqual([]);
  }
});

it('does not take the code of the run before for that of a running one', () => {
  const [api] = containersOf({ started: [of('api', NOW)], state: [of('api', 1, { state: 'running' })], exitCode: [of('api', 1)] });
  expect(api).toMatchObject({ exitCode: null, verdicts: [] });
});

it('groups by project, what has none last, and trouble first', () => {
  const groups = groupsOf(containersOf(FIGURES));
  expect(groups.map(({ label, containers }) => [label, containers.map(({ name }) => name)])).toEqual([['shop', ['shop-api-1', 'shop-job-1']], ['Without a Compose project', ['redis']]]);
  expect(groups[0]).toMatchObject({ cpu: 0.5, memory: 96 });
});

it('says of one that only cAdvisor knew that it is gone', () => expect(containersOf({ started: [of('old', NOW)] })[0]).toMatchObject({ state: 'gone', running: false }));

it('finds by any of its names', () => {
  const [api] = containersOf(FIGURES);
  expect([matching(api!, 'SHOP'), matching(api!, 'api:2'), matching(api!, 'nothing')]).toEqual([true, true, false]);
});
