/** A place where lines may be missing, shown between the lines so that nobody trusts a hole. */
export type Gap = { id: string; gap: string };
export type TailItem<Row> = Row | Gap;

export const isGap = <Row extends object>(item: TailItem<Row>): item is Gap => 'gap' in item;

/**
 * The lines of a live tail, newest first, at most `capacity`. While holding, new lines wait aside and are counted: what is
 * being read never moves. Lines that arrive twice (by search and by stream) are kept once.
 */
export class TailBuffer<Row extends { id: string }> {
  private rows: TailItem<Row>[] = [];
  private waiting: TailItem<Row>[] = [];
  private readonly known = new Set<string>();
  private dropped = 0;
  holding = false;

  constructor(private readonly capacity: number) {}

  /** Adds items in the order they happened. Returns how many were new. */
  push(items: readonly TailItem<Row>[]): number {
    const fresh = items.filter((item) => !this.known.has(item.id) && this.known.add(item.id));
    this.waiting = this.waiting.concat(fresh);
    this.dropped += this.forget(this.waiting.splice(0, Math.max(0, this.waiting.length - this.capacity)));
    return fresh.length;
  }

  /** Puts older items below what is shown: the first page of a search, newest first. */
  backfill(items: readonly Row[]): void {
    const fresh = items.filter((item) => !this.known.has(item.id) && this.known.add(item.id));
    this.rows = this.trim(this.rows.concat(fresh));
  }

  /** What to show now, newest first. The same array as before when nothing changed. */
  read(): readonly TailItem<Row>[] {
    if (!this.holding && this.waiting.length > 0) {
      this.rows = this.trim(this.waiting.toReversed().concat(this.rows));
      this.waiting = [];
      this.dropped = 0;
    }
    return this.rows;
  }

  /** Lines that arrived while holding, those beyond the capacity included. */
  get heldCount(): number {
    return this.holding ? this.waiting.length + this.dropped : 0;
  }

  private trim(items: TailItem<Row>[]): TailItem<Row>[] {
    this.forget(items.slice(this.capacity));
    return items.length > this.capacity ? items.slice(0, this.capacity) : items;
  }

  private forget(items: readonly TailItem<Row>[]): number {
    for (const item of items) this.known.delete(item.id);
    return items.length;
  }
}
