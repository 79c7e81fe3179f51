import { useState, type FormEvent } from 'react';
import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Notice } from '@/ui/Notice/Notice';
import { toast } from '@/ui/toast';
import { useStatusPageActions, type PageInput, type StatusPage } from '../api/statusPages';
import { slugOf } from '../model/statusPage';
import { Components } from './Components';
import styles from './PageForm.module.css';

const NEW: PageInput = { slug: '', title: '', description: '', public: true, components: [{ name: '', monitors: [] }], brand: { colour: '#3a6ea5', footer: '' }, auto_posts: true, show_maintenance: true, subscriptions: true };

/** What a page shows, of all the server says of it. */
const inputOf = ({ slug, title, description, public: open, domain, time_zone, components, brand, auto_posts, show_maintenance, subscriptions }: StatusPage): PageInput => ({
  slug, title, description, public: open, domain, time_zone, components, brand, auto_posts, show_maintenance, subscriptions,
});

/** What a status page shows: its names, its components out of monitors, and how it looks. */
export function PageForm({ page, onDone }: { page?: StatusPage; onDone: () => void }) {
  const [values, setValues] = useState<PageInput>(() => (page ? inputOf(page) : NEW));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { save, remove } = useStatusPageActions();
  const { slug, title, components = [], brand } = values;
  const set = (changes: Partial<PageInput>) => setValues((before) => ({ ...before, ...changes }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setErrors({});
    setProblem(undefined);
    try {
      await save(values, page?.slug);
      toast({ title: page ? 'Status page saved' : 'Status page made', detail: `/status/${slug}` });
      onDone();
    } catch (error) {
      if (error instanceof ApiError) setErrors(error.fields);
      const { title: told, detail } = describeError(error);
      setProblem(detail ?? told);
    } finally {
      setSending(false);
    }
  };
  const flag = (key: 'public' | 'auto_posts' | 'show_maintenance' | 'subscriptions', label: string, description: string) => (
    <Switch size="xs" label={label} description={description} checked={values[key] ?? true} onChange={({ currentTarget: { checked } }) => set({ [key]: checked })} />
  );
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {problem && <Notice tone="error" text={problem} />}
      <TextInput label="Title" placeholder="Shop status" value={title} error={errors.title} onChange={({ currentTarget: { value } }) => set({ title: value, ...(page || slug !== slugOf(title) ? {} : { slug: slugOf(value) }) })} />
      <TextInput label="Address" leftSection="/status/" leftSectionWidth={62} value={slug} error={errors.slug} onChange={({ currentTarget: { value } }) => set({ slug: value })} classNames={{ section: styles.prefix }} />
      <Textarea size="xs" label="What it is about" autosize minRows={1} value={values.description ?? ''} error={errors.description} onChange={({ currentTarget: { value } }) => set({ description: value })} />
      <Components components={components} errors={errors} onChange={(next) => set({ components: next })} />
      {flag('public', 'Everybody may see it', 'Otherwise who is signed in, or has its secret link.')}
      {flag('auto_posts', 'Draft posts by itself', 'When a component goes down; a person publishes it.')}
      {flag('show_maintenance', 'Show maintenance windows', 'Of its monitors, with their names.')}
      {flag('subscriptions', 'Visitors may subscribe', 'By e-mail or webhook; the feed is always there.')}
      <div className={styles.row}>
        <TextInput label="Colour" type="color" value={brand?.colour ?? '#3a6ea5'} error={errors['brand.colour']} onChange={({ currentTarget: { value } }) => set({ brand: { ...brand, colour: value } })} />
        <TextInput label="Host name of its own" placeholder="status.example.org" value={values.domain ?? ''} error={errors.domain} onChange={({ currentTarget: { value } }) => set({ domain: value || null })} />
      </div>
      <TextInput label="Footer" value={brand?.footer ?? ''} error={errors['brand.footer']} onChange={({ currentTarget: { value } }) => set({ brand: { ...brand, footer: value } })} />
      <div className={styles.actions}>
        <Button type="submit" size="xs" loading={sending}>
          {page ? 'Save' : 'Make it'}
        </Button>
        {page && (
          <Button size="xs" variant="default" onClick={() => setRemoving(true)}>
            Delete
          </Button>
        )}
      </div>
      {page && (
        <ConfirmDialog opened={removing} title="Delete this status page" confirm="Delete" typed={page.slug} onConfirm={async () => { await remove(page.slug); onDone(); }} onClose={() => setRemoving(false)}>
          <p>Its address answers nobody any more, its posts and subscribers are gone.</p>
        </ConfirmDialog>
      )}
    </form>
  );
}
