import { signal } from '@preact/signals'
import { toast } from '../parts/toast.tsx'
import { admin, sentenceOf } from '../wire/admin.ts'

export interface Fault {
  id: string
  name: string
  from: 'config' | 'added'
  session?: string
  struck: number
  rule: Readonly<Record<string, unknown>>
}

export const faults = signal<readonly Fault[]>([])

/** A fault that has struck as often as it should is over, though it is still listed. */
export function isOn({ rule, struck }: Fault): boolean {
  const { times } = rule
  return typeof times !== 'number' || struck < times
}

export async function readFaults(): Promise<void> {
  faults.value = await admin<Fault[]>('/faults')
}

async function change(what: Promise<unknown>): Promise<void> {
  try {
    await what
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
  await readFaults().catch(() => {})
}

export const addFault = (rule: unknown): Promise<void> =>
  change(admin('/faults', { method: 'POST', body: rule }))

export const removeFault = (id: string): Promise<void> =>
  change(admin(`/faults/${encodeURIComponent(id)}`, { method: 'DELETE' }))

export const removeAllFaults = (): Promise<void> => change(admin('/faults', { method: 'DELETE' }))
