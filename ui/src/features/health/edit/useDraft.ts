import { useRef, useState } from 'react';
import { ApiError, describeError } from '@/api/problem';
import type { MonitorSpec } from '../api/types';
import { errorAt, valueAt, withValue } from '../model/draft';

export type Draft = {
  spec: MonitorSpec;
  value: (path: string) => unknown;
  set: (path: string, value: unknown) => void;
  error: (path: string) => string | undefined;
};

/** The state of the form: the monitor as it would be sent, and what the server refused of it. */
export function useDraft(initial: MonitorSpec) {
  const [spec, setSpec] = useState(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const saved = useRef(false);
  const draft: Draft = {
    spec,
    value: (path) => valueAt(spec, path),
    set: (path, value) => {
      setSpec((before) => withValue(before, path, value));
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== path && !key.startsWith(`${path}.`))));
    },
    error: (path) => errorAt(errors, path),
  };
  return {
    draft,
    problem,
    /** Whether leaving would lose something: asked at the moment of leaving. */
    wouldLose: () => !saved.current && spec !== initial,
    /** Sends the monitor somewhere; what is refused is kept for the fields, or said above them. Undefined then. */
    send: async <Answer>(ask: (spec: MonitorSpec) => Promise<Answer>, leaving = false): Promise<Answer | undefined> => {
      setErrors({});
      setProblem(undefined);
      try {
        saved.current = leaving;
        return await ask(spec);
      } catch (error) {
        saved.current = false;
        const said = error instanceof ApiError ? Object.fromEntries(Object.entries(error.fields).map(([path, text]) => [path.replace(/^(?:body\.)?spec\./, ''), text])) : {};
        setErrors(said);
        const { title, detail } = describeError(error);
        setProblem(Object.keys(said).length === 0 ? (detail ?? title) : Object.entries(said).map(([path, text]) => `${path}: ${text}`).join(' · '));
        return undefined;
      }
    },
  };
}
