import { expect, it } from 'vitest';
import type { Session } from '@/api/useSession';
import { allows } from './permissions';

const viewer: Session = {
  signed_in: true,
  setup_required: false,
  principal: { id: '1', kind: 'user', name: 'Vera', roles: ['viewer'], permissions: ['logs:read'], services: null, environments: null },
};

it('offers what the visitor’s permissions name, and nothing before they are known', () => {
  expect(allows(viewer, 'logs:read')).toBe(true);
  expect(allows(viewer, 'tokens:manage')).toBe(false);
  expect(allows({ signed_in: false, setup_required: false }, 'logs:read')).toBe(false);
  expect(allows(undefined, 'logs:read')).toBe(false);
});
