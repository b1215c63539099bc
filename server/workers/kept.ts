import type { Faults } from '../faults/faults.ts'
import { addedAsWritten, restoreAdded } from '../fixtures/added.ts'
import { enforcedConfigs } from '../guardrails/enforced.ts'
import { createdGuardrails } from '../guardrails/store.ts'
import { isObject } from '../json.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import type { Session, Slot } from '../sessions.ts'

// The state that clients and tests have added to a session. The owner changes it; its workers read copies.

interface Part {
  save(session: Session, faults: Faults): unknown
  load(session: Session, saved: unknown, faults: Faults): void
}

const whole = <T>(of: Slot<T>): Part => ({
  save: (session) => session.get(of),
  load: (session, saved) => session.set(of, saved as T),
})

const PARTS: Readonly<Record<string, Part>> = {
  fixtures: {
    save: addedAsWritten,
    load: (session, saved) => restoreAdded(session, saved as ReturnType<typeof addedAsWritten>),
  },
  faults: {
    save: (session, faults) => faults.asWritten(session),
    load: (session, saved, faults) =>
      faults.restore(session, saved as ReturnType<Faults['asWritten']>),
  },
  guardrails: whole(createdGuardrails),
  enforced: whole(enforcedConfigs),
  profiles: whole(applicationProfiles),
}

/** The parts of a session as text, by name. */
export function save(session: Session, faults: Faults): [part: string, text: string][] {
  return Object.entries(PARTS).map(([name, part]) => [
    name,
    JSON.stringify(part.save(session, faults), withMaps),
  ])
}

export function load(session: Session, part: string, text: string, faults: Faults): void {
  PARTS[part]?.load(session, JSON.parse(text, asMaps), faults)
}

const MAP = '\u0000map'

const withMaps = (_key: string, value: unknown): unknown =>
  value instanceof Map ? { [MAP]: [...value] } : value

const asMaps = (_key: string, value: unknown): unknown =>
  isObject(value) && MAP in value ? new Map(value[MAP] as [unknown, unknown][]) : value
