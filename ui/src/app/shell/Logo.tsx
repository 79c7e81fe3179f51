/** The banded stone: the product's mark, drawn as in the favicon. */
export function Logo() {
  return <img src="/favicon.svg" width={20} height={20} alt="" />;
}
