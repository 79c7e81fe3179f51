import { expect, it } from 'vitest';
import { evidence, gathered, reason, shortly, type Cause, type Finding } from './words';

const OWN: Cause = { kind: 'own', name: '', via: [] };
const waitingFor = (name: string, ...via: string[]): Cause => ({ kind: 'service', name, via });
const finding = (service: string, changes: Partial<Finding> = {}): Finding => ({
  kind: 'latency',
  service,
  severity: 'error',
  value: 842,
  usual: 105,
  since: null,
  over: false,
  operation: '',
  cause: OWN,
  trace_id: '',
  span_id: '',
  ...changes,
});

it('tells a duration, a share and a silence in their own units', () => {
  expect(evidence(finding('core'))).toBe('p95 842 ms, usually 105 ms');
  expect(evidence(finding('core', { kind: 'errors', value: 0.312, usual: 0 }))).toBe('31.2 % of its requests fail, usually none');
  expect(evidence(finding('core', { kind: 'silent', value: 250, usual: null }))).toBe('for 4m 10s; it had sent steadily');
});

it('names the service waited for, and those between', () => {
  expect(reason(finding('web', { cause: waitingFor('core') }))).toBe('It waits for core');
  expect(reason(finding('web', { cause: waitingFor('core', 'agent') }))).toBe('It waits for core through agent');
  expect(reason(finding('web', { kind: 'errors', cause: waitingFor('core') }))).toBe('core fails below it');
});

it('says nothing rather than guess why somebody is silent', () => {
  expect(reason(finding('web', { kind: 'silent', cause: { kind: 'unknown', name: '', via: [] } }))).toBe('');
});

it('puts those who wait under what they wait for', () => {
  const core = finding('core');
  const web = finding('web', { cause: waitingFor('core') });
  const mail = finding('mail', { kind: 'silent' });
  expect(gathered([core, mail, web])).toEqual([
    { finding: core, waiting: [web] },
    { finding: mail, waiting: [] },
  ]);
});

it('keeps who waits for a service that is not in trouble itself', () => {
  const web = finding('web', { cause: waitingFor('core') });
  expect(gathered([web])).toEqual([{ finding: web, waiting: [] }]);
});

it('loses nobody when two wait for each other', () => {
  const both = [finding('a', { cause: waitingFor('b') }), finding('b', { cause: waitingFor('a') })];
  expect(gathered(both).map(({ finding: { service } }) => service)).toEqual(['a', 'b']);
});

it('puts a service under its trouble of the same kind', () => {
  const [slow, failing] = [finding('core'), finding('core', { kind: 'errors' })];
  const web = finding('web', { kind: 'errors', cause: waitingFor('core') });
  expect(gathered([slow, failing, web]).map(({ waiting }) => waiting)).toEqual([[], [web]]);
});

it('marks a service in a few words', () => {
  expect(shortly(finding('core'))).toBe('slow');
  expect(shortly(finding('web', { cause: waitingFor('core') }))).toBe('waits for core');
});
