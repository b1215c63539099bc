import { computed, signal } from '@preact/signals'
import { toast } from '../parts/toast.tsx'
import { session } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import type { Target } from './rules.ts'

export interface Fault {
  id: string
  name: string
  from: 'config' | 'added'
  /** `*` for all of them. */
  session?: string
  struck: number
  rule: Readonly<Record<string, unknown>>
}

/** Of all sessions. */
export const faults = signal<readonly Fault[]>([])

/** The calls that the switches affect. */
export const aim = signal<Omit<Target, 'session'>>({ model: '*', calls: 2 })

/** The same, of the session of the address. */
export const target = computed<Target>(() => ({ ...aim.value, session: session.value ?? '' }))

/** A fault that is used up is over, though it is still listed. */
export function isOn({ rule: { total, times }, session: owner, struck }: Fault): boolean {
  if (typeof total === 'number' && struck >= total) return false
  // In all sessions, the next one has its own count.
  const alone = owner !== undefined && owner !== '*'
  return !(alone && typeof times === 'number' && struck >= times)
}

/** How often it will still apply; undefined if it does not end. */
export function left({ rule: { total }, struck }: Fault): number | undefined {
  return typeof total === 'number' ? Math.max(0, total - struck) : undefined
}

export async function readFaults(): Promise<void> {
  faults.value = await admin<Fault[]>('/faults')
}

/** For the session in the address. Throws the server's error. */
export async function addFault(rule: unknown): Promise<void> {
  const name = session.value
  const query = name === undefined ? '' : `?session=${encodeURIComponent(name)}`
  await admin(`/faults${query}`, { method: 'POST', body: rule })
  await readFaults()
}

/** An error is shown for a moment. */
export async function trying(what: Promise<unknown>): Promise<void> {
  try {
    await what
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
  await readFaults().catch(() => {})
}

export const removeFault = (id: string): Promise<void> =>
  trying(admin(`/faults/${encodeURIComponent(id)}`, { method: 'DELETE' }))

export const removeAllFaults = (): Promise<void> => trying(admin('/faults', { method: 'DELETE' }))
