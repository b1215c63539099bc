import { computed } from '@preact/signals'
import { href, route } from '../route.ts'
import { columns } from './chat.ts'

interface Tab {
  name: string
  label: string
  /** For native bodies: the kind of output that its models make, and the model that it begins with. */
  native?: { output?: string; first: string }
}

/** The ways to call a model. */
export const TABS: readonly Tab[] = [
  { name: '', label: 'Chat' },
  { name: 'single', label: 'Single prompt' },
  { name: 'invoke', label: 'InvokeModel', native: { first: 'amazon.nova-micro-v1:0' } },
  {
    name: 'embeddings',
    label: 'Embeddings',
    native: { output: 'EMBEDDING', first: 'amazon.titan-embed-text-v2:0' },
  },
  {
    name: 'images',
    label: 'Images',
    native: { output: 'IMAGE', first: 'amazon.nova-canvas-v1:0' },
  },
]

export const tab = computed<Tab>(() => {
  const name = route.value.query.get('tab') ?? ''
  return TABS.find((one) => one.name === name) ?? { name: '', label: 'Chat' }
})

/** Chats keep their models in the address. */
export const hrefOf = ({ name, native }: Tab): string =>
  href(['playground'], {
    tab: name === '' ? undefined : name,
    models:
      native === undefined ? columns.value.map(({ modelId }) => modelId).join(',') : undefined,
  })
