import { useRef, useState, type FormEvent } from 'react';
import { ApiError, describeError } from '@/api/problem';

export type FieldErrors<Values> = { readonly [Name in keyof Values]?: string };

type Options<Values extends object> = {
  initial: Values;
  /** What can be known to be wrong before the server is asked. */
  check?: (values: Values) => FieldErrors<Values>;
  /** Sends the values. What it throws is shown: at the field the server names, or above the form. */
  submit: (values: Values) => Promise<void>;
};

/** The state of a form. A field's error shows once it was left or the form was sent, and goes when the field changes. */
export function useForm<Values extends object>({ initial, check, submit }: Options<Values>) {
  const [values, setValues] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<keyof Values>>(new Set());
  const [refused, setRefused] = useState<{ fields: FieldErrors<Values>; problem?: string }>({ fields: {} });
  const [sending, setSending] = useState(false);
  const start = useRef(initial);
  const saved = useRef(false);
  const found: FieldErrors<Values> = check?.(values) ?? ({} as FieldErrors<Values>);
  const dirty = Object.keys(initial).some((name) => !same(values[name as keyof Values], start.current[name as keyof Values]));

  const errorOf = (name: keyof Values): string | undefined => refused.fields[name] ?? (left.has(name) ? found[name] : undefined);
  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setRefused(({ fields }) => ({ fields: { ...fields, [name]: undefined } }));
  };
  const leave = (name: keyof Values) => setLeft((before) => new Set(before).add(name));

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setLeft(new Set(Object.keys(initial) as (keyof Values)[]));
    if (Object.values(found).some(Boolean)) return;
    setSending(true);
    setRefused({ fields: {} });
    try {
      saved.current = true;
      await submit(values);
      start.current = values;
    } catch (error) {
      saved.current = false;
      setRefused(refusal<Values>(error, Object.keys(initial)));
    } finally {
      setSending(false);
    }
  };
  return {
    values,
    set,
    errorOf,
    problem: refused.problem,
    sending,
    dirty,
    /** Whether leaving would lose something: asked at the moment of leaving. */
    wouldLose: () => dirty && !saved.current,
    onSubmit: (event: FormEvent) => void onSubmit(event),
    /** Back to how it was, or to new values. */
    reset: (next: Values = start.current) => {
      start.current = next;
      saved.current = false;
      setValues(next);
      setLeft(new Set());
      setRefused({ fields: {} });
    },
    /** The props of a text input. */
    text: <Name extends keyof Values>(name: Name) => ({
      name: String(name),
      value: values[name] as string,
      error: errorOf(name),
      onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value as Values[Name]),
      onBlur: () => leave(name),
    }),
  };
}

/** What the server refused, sorted to the fields of this form; what belongs to none of them stands above it. */
export function refusal<Values>(error: unknown, names: readonly string[]): { fields: FieldErrors<Values>; problem?: string } {
  const said = error instanceof ApiError ? Object.entries(error.fields) : [];
  const fields: Record<string, string> = {};
  for (const [place, message] of said) {
    const name = place.split('.')[0]!;
    if (names.includes(name)) fields[name] ??= message;
  }
  if (said.length > 0 && said.every(([place]) => names.includes(place.split('.')[0]!))) return { fields: fields as FieldErrors<Values> };
  const { title, detail } = describeError(error);
  return { fields: fields as FieldErrors<Values>, problem: detail ?? title };
}

function same(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, i) => item === b[i]) : a === b;
}
