import type { AnyMember } from './member.ts'
import type { members } from './members.ts'

type Written<Row> = Row extends AnyMember<infer Value> ? Value : never

/** Which calls a fixture or fault applies to, as written: every given member must match. */
export type Match = {
  [Name in keyof typeof members]?: Written<(typeof members)[Name]>
}
