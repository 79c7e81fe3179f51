/** A word for a POSIX shell: bare where that is safe, else in single quotes. */
export const shellWord = (text: string): string => (/^[\w./:=,@%+-]+$/.test(text) ? text : `'${inSingleQuotes(text)}'`);

/** Text that stands between single quotes of a shell already. */
export const inSingleQuotes = (text: string): string => text.replaceAll("'", String.raw`'\''`);

/** A string literal that Python, Go, C#, JSON and YAML all read as this text. */
export const literal = (text: string): string => JSON.stringify(text);
