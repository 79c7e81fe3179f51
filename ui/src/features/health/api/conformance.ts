import { api, unwrap, type Schemas } from '@/api/client';

export type Rule = Schemas['ConformanceRule'];
export type Conformance = Schemas['ConformanceView'];

/** Calls the health endpoints of a service and judges each rule. */
export const checkConformance = (url: string): Promise<Conformance> => unwrap(api.POST('/rest/health/conformance', { body: { url } }));
