import type { ComponentType } from 'preact'

/** One screen: a row adds its link, its shortcut (`g` and its number), its entry in the command palette and its chunk. */
export interface Screen {
  /** The first part of the route: `#/live`. */
  name: string
  label: string
  load(): Promise<{ Screen: ComponentType }>
}

export const screens: readonly Screen[] = [
  { name: 'live', label: 'Live', load: () => import('./live/screen.tsx') },
  { name: 'models', label: 'Models', load: () => import('./models/screen.tsx') },
  { name: 'playground', label: 'Playground', load: () => import('./playground/screen.tsx') },
  { name: 'fixtures', label: 'Fixtures', load: () => import('./fixtures/screen.tsx') },
  { name: 'practise', label: 'Practise', load: () => import('./practise/screen.tsx') },
  { name: 'lambdas', label: 'Lambdas', load: () => import('./lambdas/screen.tsx') },
  { name: 'status', label: 'Status', load: () => import('./status/screen.tsx') },
]

export const HOME = 'live'
