import { Collections } from './qdrant/Collections';
import { QDRANT } from './qdrant/spec';
import { SystemPage } from './SystemPage';

/** A Qdrant server: its collections, how fast it answers others and us, and what its optimiser is at. */
export function QdrantPage() {
  return <SystemPage spec={QDRANT}>{(of) => <Collections of={of} />}</SystemPage>;
}
