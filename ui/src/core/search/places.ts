/** A place the server counted in characters, in the UTF-16 units JavaScript counts in. At least one unit long, within the text. */
export function toTextRange(text: string, position: number, length: number): { from: number; to: number } {
  const characters = [...text];
  const from = characters.slice(0, position).join('').length;
  const to = from + characters.slice(position, position + Math.max(1, length)).join('').length;
  const start = Math.min(from, Math.max(0, text.length - 1));
  return { from: start, to: Math.min(text.length, Math.max(to, start + 1)) };
}
