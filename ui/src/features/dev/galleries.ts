import type { ReactNode } from 'react';

/** How a component shows itself: small, with honest sample values, without the server. */
export type Gallery = { title: string; group: GalleryGroup; render: () => ReactNode };

export const GALLERY_GROUPS = ['Charts', 'Panels', 'Data', 'Feedback', 'Forms', 'Text'] as const;
export type GalleryGroup = (typeof GALLERY_GROUPS)[number];

const files = import.meta.glob<{ gallery: Gallery }>('../../{ui,charts,features}/**/*.gallery.tsx', { eager: true });

/** All components that show themselves, by name within their group. */
export const galleriesByGroup: readonly { group: GalleryGroup; galleries: Gallery[] }[] = GALLERY_GROUPS.map((group) => ({
  group,
  galleries: Object.values(files)
    .map(({ gallery }) => gallery)
    .filter((gallery) => gallery.group === group)
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en')),
}));

/** The address of a component on the page. */
export const anchorOf = ({ title }: Gallery): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
