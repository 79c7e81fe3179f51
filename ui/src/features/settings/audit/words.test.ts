import { expect, it } from 'vitest';
import { actionWords, verdictOf } from './words';

const checked = { ok: true, entries: 1204, vouched: 1204, first_broken: null, problem: null, notes: [] };

it('says that a whole chain is whole', () => expect(verdictOf(checked)).toEqual({ tone: 'ok', text: 'All 1\u202f204 entries are as they were written, and signed by this host.' }));

it('says how far this host can vouch', () => {
  expect(verdictOf({ ...checked, vouched: 1000 })).toEqual({ tone: 'warning', text: 'All 1\u202f204 entries are as they were written; this host’s signature covers 1\u202f000 of them.' });
});

it('names the first broken entry and what is wrong with it', () => {
  expect(verdictOf({ ...checked, ok: false, first_broken: 17, problem: 'the entry does not fit its hash' })).toEqual({
    tone: 'error',
    text: 'The chain is broken at entry 17: the entry does not fit its hash.',
  });
});

it('spells actions out', () => {
  expect(actionWords('user.set_password')).toBe('user: set password');
  expect(actionWords('ingest_key.create')).toBe('ingest key: create');
  expect(actionWords('setup')).toBe('setup');
});
