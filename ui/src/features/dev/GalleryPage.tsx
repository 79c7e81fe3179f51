import { useRef } from 'react';
import { anchorOf, galleriesByGroup, type Gallery } from './galleries';
import styles from './Gallery.module.css';

const SCHEMES = ['light', 'dark'] as const;

/** All shared components in both colour schemes, side by side. */
export function GalleryPage() {
  const columns = useRef<HTMLDivElement>(null);
  const scrollTo = (gallery: Gallery) => {
    const frame = columns.current?.querySelector('iframe');
    const item = frame?.contentDocument?.getElementById(anchorOf(gallery));
    if (frame && item) columns.current?.scrollTo({ top: frame.offsetTop + item.offsetTop - 8 });
  };
  return (
    <div className={styles.page}>
      <nav className={styles.index} aria-label="Components">
        {galleriesByGroup.map(({ group, galleries }) => (
          <section key={group} aria-label={group}>
            <h2 className={styles.indexGroup}>{group}</h2>
            {galleries.map((gallery) => (
              <button key={gallery.title} type="button" className={styles.indexItem} onClick={() => scrollTo(gallery)}>
                {gallery.title}
              </button>
            ))}
          </section>
        ))}
      </nav>
      <div ref={columns} className={styles.columns} tabIndex={0} role="region" aria-label="Components in both colour schemes">
        {SCHEMES.map((scheme) => (
          <iframe key={scheme} className={styles.frame} src={`/dev/components/${scheme}`} title={`Components, ${scheme}`} />
        ))}
      </div>
    </div>
  );
}
