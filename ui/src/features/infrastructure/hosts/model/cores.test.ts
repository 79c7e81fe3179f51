import { expect, it } from 'vitest';
import { byNumber } from './cores';

it('counts cores as people do', () => expect(byNumber([{ label: '10' }, { label: '2' }, { label: '0' }]).map(({ label }) => label)).toEqual(['0', '2', '10']));
