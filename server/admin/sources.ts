import type { Parts } from '../start/parts.ts'
import type { Session } from '../sessions.ts'
import type { Followers } from './followers.ts'

/** The parts of a server that its admin API looks at and changes. */
export interface AdminSources extends Omit<Parts, 'remote' | 'admit'> {
  followers: Followers
  /** In milliseconds since 1970. */
  startedAt: number
}

/** The session of that name; `*`, and no name, mean what is shared by all. */
export function sessionOf({ sessions }: AdminSources, name: string | undefined): Session {
  return name === undefined || name === sessions.shared.name ? sessions.shared : sessions.get(name)
}
