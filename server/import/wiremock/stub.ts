import { dirname, sep } from 'node:path'

/** The state of every scenario at first. */
export const STARTED = 'Started'

/** The state that a mapping needs to answer, and the one that it sets. */
export interface Step {
  needs: string
  sets: string | undefined
}

/** Of a mapping that has none. */
export const DEFAULT_PRIORITY = 5

/** What decides which of the mappings for a request answers. */
export interface Stub {
  /** The lowest one answers. */
  priority: number
  scenario?: Step & { name: string }
}

/** The folder whose mappings one WireMock server reads. Scenarios of different servers may have the same name. */
export function serverOf(path: string): string {
  const folder = `${sep}mappings${sep}`
  const at = path.lastIndexOf(folder)
  return at === -1 ? dirname(path) : path.slice(0, at + folder.length)
}
