import type { Variable } from './dashboard';
import { ALL, interpolated, namesIn, type Chosen, type Scope } from './interpolation';

/** What is shown and what it stands for. */
export type Choice = { text: string; value: string };

/** A variable with its choices and what is chosen. `problem`: why its choices could not be had. */
export type ResolvedVariable = { variable: Variable; choices: Choice[]; selected: string[]; problem?: string };

/** What the URL chooses, by name; absent means nobody chose. */
export type Wanted = Readonly<Record<string, readonly string[]>>;

/** Asks the server for the choices of a query variable whose own variables are put in. */
export type Ask = (question: { query: string; regex: string; sort: Variable['sort'] }) => Promise<Choice[]>;

/**
 * All variables with their choices, each asked as soon as those its query names are known. One that fails has no choices and
 * says why; variables that name each other in a circle are asked as they are written.
 */
export async function resolveVariables(variables: readonly Variable[], wanted: Wanted, given: Readonly<Record<string, string>>, ask: Ask): Promise<ResolvedVariable[]> {
  const begun = new Map<string, Promise<ResolvedVariable>>();
  const resolve = (variable: Variable, above: readonly string[]): Promise<ResolvedVariable> => {
    const running = begun.get(variable.name);
    if (running) return running;
    const made = (async (): Promise<ResolvedVariable> => {
      const named = namesIn(`${variable.query} ${variable.regex}`);
      const needed = variables.filter(({ name }) => named.has(name) && name !== variable.name && !above.includes(name));
      const scope = scopeOf(await Promise.all(needed.map((each) => resolve(each, [...above, variable.name]))));
      const answer = await choicesOf(variable, scope, given, ask);
      return { variable, ...answer, selected: selectedOf(variable, answer.choices, wanted[variable.name]) };
    })();
    begun.set(variable.name, made);
    return made;
  };
  return Promise.all(variables.map((variable) => resolve(variable, [])));
}

async function choicesOf(variable: Variable, scope: Scope, given: Readonly<Record<string, string>>, ask: Ask): Promise<{ choices: Choice[]; problem?: string }> {
  if (variable.kind !== 'query') return { choices: variable.options.map((option) => readOption(variable, option)) };
  if (variable.query.trim() === '') return { choices: [] };
  const put = (text: string) => interpolated(text, scope, given);
  try {
    return { choices: await ask({ query: put(variable.query), regex: interpolated(variable.regex, scope, given, 'regex'), sort: variable.sort }) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { choices: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** `Berlin : eu-1` shows one text and stands for another. */
function readOption({ kind }: Variable, option: string): Choice {
  const pair = kind === 'custom' ? /^(.+?)\s+:\s+(.+)$/.exec(option) : null;
  return pair ? { text: pair[1]!, value: pair[2]! } : { text: option, value: option };
}

/** What the URL says, else what the document says and still exists, else All or the first there is. */
function selectedOf(variable: Variable, choices: readonly Choice[], wanted: readonly string[] | undefined): string[] {
  const { kind, current, multiple, include_all: all } = variable;
  if (kind === 'constant') return current.slice(0, 1);
  if (kind === 'text') return [wanted ? wanted.join(',') : (current[0] ?? '')];
  if (wanted) {
    if (all && (wanted.includes(ALL) || (wanted.includes('All') && !choices.some(({ value }) => value === 'All')))) return [ALL];
    if (wanted.length > 0) return multiple ? [...wanted] : wanted.slice(0, 1);
  }
  const usual = current.filter((value) => (value === ALL ? all : choices.some((choice) => choice.value === value)));
  if (usual.includes(ALL)) return [ALL];
  if (usual.length > 0) return multiple ? usual : usual.slice(0, 1);
  if (all) return [ALL];
  return choices.slice(0, 1).map(({ value }) => value);
}

/** What queries put in for the variables. */
export const scopeOf = (resolved: readonly ResolvedVariable[]): Scope => Object.fromEntries(resolved.map((each) => [each.variable.name, chosenOf(each)]));

function chosenOf({ variable, choices, selected }: ResolvedVariable): Chosen {
  const { multiple, include_all: all, all_value: allValue } = variable;
  return { values: selected, several: multiple || all, options: choices.map(({ value }) => value), allValue };
}

/** The step stands for `auto` of interval variables. */
export function withStep(scope: Scope, variables: readonly Variable[], step: string): Scope {
  const automatic = variables.filter(({ kind, name }) => kind === 'interval' && scope[name]?.values[0] === 'auto');
  return automatic.length === 0 ? scope : { ...scope, ...Object.fromEntries(automatic.map(({ name }) => [name, { values: [step] }])) };
}

const PREFIX = 'var-';

/** Reads `var-name=a,b` of a URL; a comma within a value has a backslash before it. */
export function readWanted(search: Readonly<Record<string, unknown>>): Wanted {
  return Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) => (key.startsWith(PREFIX) && typeof value === 'string' ? [[key.slice(PREFIX.length), splitValues(value)] as const] : [])),
  );
}

/** What the URL holds for a choice. */
export const wantedParam = (name: string, values: readonly string[]): Record<string, string | undefined> => ({ [PREFIX + name]: values.map((value) => value.replace(/[\\,]/g, String.raw`\$&`)).join(',') || undefined });

function splitValues(text: string): string[] {
  const values: string[] = [];
  for (const [, value = ''] of text.matchAll(/((?:\\.|[^,\\])+)/gs)) values.push(value.replace(/\\(.)/gs, '$1'));
  return values;
}

/** What is chosen, in words for a button. */
export function toldChoice({ choices, selected }: ResolvedVariable): string {
  if (selected.includes(ALL)) return 'All';
  const texts = selected.map((value) => choices.find((choice) => choice.value === value)?.text ?? value);
  return texts.length > 2 ? `${texts[0]} + ${texts.length - 1} more` : texts.join(' + ');
}
