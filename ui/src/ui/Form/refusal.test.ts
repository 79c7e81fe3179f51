import { expect, it } from 'vitest';
import { ApiError } from '@/api/problem';
import { refusal } from './useForm';

it('puts what the server says beside the field it names', () => {
  const error = new ApiError(422, 'Wrong values', 'roles: one or more', { roles: 'one or more', 'services.3': '1 to 200 characters' });
  expect(refusal(error, ['roles', 'services'])).toEqual({ fields: { roles: 'one or more', services: '1 to 200 characters' } });
});

it('says above the form what belongs to no field of it', () => {
  const error = new ApiError(422, 'Wrong values', 'surname: unknown', { surname: 'unknown' });
  expect(refusal(error, ['name'])).toEqual({ fields: {}, problem: 'surname: unknown' });
  expect(refusal(new ApiError(409, 'Conflict', 'this address is in use'), ['email'])).toEqual({ fields: {}, problem: 'this address is in use' });
});
