import { useEffect, useRef } from 'react';
import { CatchBoundary, useParams } from '@tanstack/react-router';
import { Failure } from '@/ui/Failure/Failure';
import { anchorOf, galleriesByGroup, type Gallery } from './galleries';
import styles from './Gallery.module.css';

/**
 * Every component in one colour scheme, in a document of its own: charts paint in the colours of their document, and menus open
 * in its body. The page that embeds it gives it the height it needs.
 */
export function GalleryFrame() {
  const { scheme } = useParams({ from: '/dev/components/$scheme' });
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    document.documentElement.setAttribute('data-mantine-color-scheme', scheme === 'dark' ? 'dark' : 'light');
  }, [scheme]);
  useEffect(() => {
    // Of another document, so no class of this one can tell what it is.
    const frame = window.frameElement as HTMLIFrameElement | null;
    if (!frame || !content.current) return;
    const grown = new ResizeObserver(([entry]) => {
      frame.style.height = `${Math.ceil(entry?.target.scrollHeight ?? 0)}px`;
    });
    grown.observe(content.current);
    return () => grown.disconnect();
  }, []);
  return (
    <main ref={content} className={styles.content}>
      <h1 className={styles.scheme}>{scheme === 'dark' ? 'Dark' : 'Light'}</h1>
      {galleriesByGroup.map(({ group, galleries }) => (
        <section key={group} aria-label={group}>
          <h2 className={styles.group}>{group}</h2>
          {galleries.map((gallery) => (
            <article key={gallery.title} id={anchorOf(gallery)} className={styles.item}>
              <h3 className={styles.title}>{gallery.title}</h3>
              <CatchBoundary getResetKey={() => gallery.title} errorComponent={({ error, reset }) => <Failure error={error} onRetry={reset} />}>
                <Rendered gallery={gallery} />
              </CatchBoundary>
            </article>
          ))}
        </section>
      ))}
    </main>
  );
}

/** A component of its own, so that samples may hold state. */
const Rendered = ({ gallery }: { gallery: Gallery }) => <>{gallery.render()}</>;
