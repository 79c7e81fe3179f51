const LINE = /^\s*[A-Za-z_]+(?:[.[].*?)?(?:\s*(?:==|!=|<=|>=|!~|~|<|>)\s*|\s+!?contains\s+)\S.*$/s;

/** What is wrong with a condition as it is typed; undefined while it can be read. The server has the last word. */
export const conditionProblem = (text: string): string | undefined =>
  text.trim() === '' || LINE.test(text) ? undefined : 'FIELD OPERATOR VALUE, such as status == 2xx, latency < 500ms or body.status == ok';

/** What the server said of the line, out of all it said of a check: it quotes the line it means. */
export const refusalOf = (text: string, said: string | undefined): string | undefined => {
  const quoted = [`'${text}': `, `"${text}": `].find((start) => said?.includes(start));
  return quoted === undefined || said === undefined ? undefined : said.slice(said.indexOf(quoted) + quoted.length);
};
