import { lazy, type ComponentType } from 'react';
import {
  IconDatabase, IconEyeOff, IconFileCertificate, IconKey, IconPlugConnected, IconTransferIn, IconShieldCheck, IconUser, IconUserOff, IconUsers,
} from '@tabler/icons-react';

export type Section = {
  /** As in the address: `/settings/ingest-keys`. */
  id: string;
  label: string;
  group: 'You' | 'Access' | 'Data';
  /** Any of these permissions opens it. */
  needs: readonly string[];
  icon: typeof IconUser;
  Body: ComponentType;
};

/** The sections of the settings in their order. Each is a chunk of its own. */
export const SECTIONS: readonly Section[] = [
  { id: 'account', label: 'Account', group: 'You', needs: ['account:own'], icon: IconUser, Body: lazy(() => import('./account/Account')) },
  { id: 'users', label: 'Users', group: 'Access', needs: ['users:manage'], icon: IconUsers, Body: lazy(() => import('./users/Users')) },
  { id: 'roles', label: 'Roles', group: 'Access', needs: ['users:manage', 'tokens:manage'], icon: IconShieldCheck, Body: lazy(() => import('./roles/Roles')) },
  { id: 'tokens', label: 'API tokens', group: 'Access', needs: ['tokens:manage'], icon: IconKey, Body: lazy(() => import('./tokens/Tokens')) },
  { id: 'ingest-keys', label: 'Ingest keys', group: 'Access', needs: ['tokens:manage'], icon: IconPlugConnected, Body: lazy(() => import('./ingestKeys/IngestKeys')) },
  { id: 'audit', label: 'Audit trail', group: 'Access', needs: ['audit:read'], icon: IconFileCertificate, Body: lazy(() => import('./audit/Audit')) },
  { id: 'sources', label: 'Sources', group: 'Data', needs: ['settings:read'], icon: IconTransferIn, Body: lazy(() => import('./sources/Sources')) },
  { id: 'storage', label: 'Storage', group: 'Data', needs: ['settings:read'], icon: IconDatabase, Body: lazy(() => import('./storage/Storage')) },
  { id: 'masking', label: 'Masking', group: 'Data', needs: ['settings:read'], icon: IconEyeOff, Body: lazy(() => import('./masking/Masking')) },
  { id: 'erasures', label: 'Erasures', group: 'Data', needs: ['pii:erase'], icon: IconUserOff, Body: lazy(() => import('./erasures/Erasures')) },
];

/** The sections somebody with these permissions may open. */
export const sectionsFor = (permissions: readonly string[]): readonly Section[] =>
  SECTIONS.filter(({ needs }) => needs.some((permission) => permissions.includes(permission)));
