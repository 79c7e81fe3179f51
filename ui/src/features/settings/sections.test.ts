import { expect, it } from 'vitest';
import { sectionsFor } from './sections';

const ids = (permissions: string[]) => sectionsFor(permissions).map(({ id }) => id);

it('offers a viewer nothing but the own account', () => expect(ids(['logs:read', 'account:own'])).toEqual(['account']));

it('opens the audit trail to whoever may read it', () => expect(ids(['account:own', 'audit:read'])).toEqual(['account', 'audit']));

it('offers roles to whoever gives them away', () => {
  expect(ids(['tokens:manage'])).toEqual(['roles', 'tokens', 'ingest-keys']);
  expect(ids(['users:manage'])).toEqual(['users', 'roles']);
});

it('offers nothing to nobody', () => expect(ids([])).toEqual([]));

it('shows what arrives and is stored to whoever may read settings', () => expect(ids(['settings:read'])).toEqual(['sources', 'storage', 'masking']));
