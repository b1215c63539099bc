import { chatOperations, operations } from '../bedrock/operations.ts'
import { services } from '../bedrock/service.ts'
import type { JsonObject } from '../json.ts'
import { filled, map, member, oneOrMore, whole } from '../shape/shape.ts'
import type { ObjectShape } from '../shape/shape.ts'
import { coversGlob, glob } from './glob.ts'
import type { Glob } from './glob.ts'
import { matchMember } from './member.ts'
import type { Subject } from './subject.ts'
import { isSubset, subsetReasons } from './subset.ts'
import { prompt, system } from './text-members.ts'
import { clip, quoted } from './text.ts'
import { toolResult, tools } from './tool-members.ts'

type OneOrMore = string | readonly string[]

const listOf = (value: OneOrMore): readonly string[] =>
  typeof value === 'string' ? [value] : value

/** Listed first in error messages. */
const CHAT = chatOperations.map(({ name }) => name)
const NAMES = new Set([...CHAT, ...services.keys(), ...operations.map(({ name }) => name)])

const operation = matchMember<OneOrMore, readonly string[]>({
  shape: member(
    oneOrMore({
      kind: 'choice',
      values: [...NAMES],
      of: 'Bedrock operation',
    }),
    'Default: any operation that can express the answer.',
  ),
  compile: listOf,
  fits: (names, subject) => names.includes(subject.operation),
  // A different operation is a nearer miss than, for example, a list of models.
  distance: (names, subject) =>
    CHAT.includes(subject.operation) && names.some((name) => CHAT.includes(name)) ? 1.5 : 4,
  explain: (names) => names.join(' or '),
  mismatch: (names, subject) => [
    `operation is ${subject.operation}, the fixture answers ${names.join(', ')}`,
  ],
  actual: (subject) => subject.operation,
  covers: (wide, narrow) => narrow.every((name) => wide.includes(name)),
  indexed: true,
  cost: 0,
  kind: () => 'oneOf',
})

const model = matchMember<OneOrMore, readonly Glob[]>({
  shape: member(
    oneOrMore(filled),
    'Globs for the foundation model id, the profile id or the ARN as sent.',
  ),
  compile: (written) => listOf(written).map(glob),
  fits: modelFits,
  distance: () => 1.5,
  explain: (globs) => `model ${globs.map(({ text }) => text).join(' or ')}`,
  mismatch(globs, subject) {
    const wanted = globs.map(({ text }) => text).join(' or ')
    if (subject.model === undefined)
      return [`the operation has no model, the fixture is for ${wanted}`]
    const { sent, foundation } = subject.model
    const known = foundation === undefined || foundation === sent ? '' : ` (${foundation})`
    return [`model is ${clip(sent, 120)}${known}, the fixture is for ${wanted}`]
  },
  actual: (subject) => subject.model?.sent ?? '',
  covers: (wide, narrow) => narrow.every((one) => wide.some((other) => coversGlob(other, one))),
  indexed: true,
  cost: 0,
  kind: () => 'glob',
})

function modelFits(globs: readonly Glob[], subject: Subject): boolean {
  if (subject.model === undefined) return false
  const { sent, profile, foundation } = subject.model
  for (const { test } of globs) {
    if (test(sent)) return true
    if (foundation !== undefined && test(foundation)) return true
    if (profile !== undefined && test(profile)) return true
  }
  return false
}

const turn = matchMember<number, number>({
  shape: member(
    whole(1),
    'The position of this user message among the user messages with text; the first is 1.',
  ),
  compile: (written) => written,
  fits: (wanted, subject) => wanted === subject.turn && subject.kind === 'chat',
  distance: () => 0.5,
  explain: (wanted) => `turn ${wanted}`,
  mismatch: (wanted, subject) => [
    `this is turn ${subject.turn}, the fixture is for turn ${wanted}`,
  ],
  actual: (subject) => String(subject.turn),
  ofPrompt: true,
  cost: 1,
  kind: () => 'equals',
})

const body = matchMember<JsonObject, JsonObject>({
  shape: member(
    map,
    'A subset of the body as sent. Additional members and list items are allowed; null means absent.',
  ),
  compile: (written) => written,
  fits: (wanted, subject) => isSubset(wanted, subject.body),
  distance: (wanted, subject) => Math.min(2, 0.4 * subsetReasons(wanted, subject.body).length),
  explain: (wanted) => `body has ${clip(JSON.stringify(wanted), 60)}`,
  mismatch: (wanted, subject) => subsetReasons(wanted, subject.body),
  actual: (subject) => JSON.stringify(subject.body) ?? '',
  cost: 6,
  kind: () => 'subset',
})

const session = matchMember<string, Glob>({
  shape: member(filled, 'The session of the caller, as a glob.'),
  compile: glob,
  fits: (wanted, subject) => wanted.test(subject.session),
  distance: () => 1,
  explain: (wanted) => `session ${quoted(wanted.text)}`,
  mismatch: (wanted, subject) => [
    `session is ${quoted(subject.session)}, the fixture is for ${quoted(wanted.text)}`,
  ],
  actual: (subject) => subject.session,
  covers: coversGlob,
  cost: 0,
  kind: () => 'glob',
})

/** The members of `match`, in display order. Add a row to add a member. */
export const members = {
  operation,
  model,
  prompt,
  system,
  tools,
  toolResult,
  turn,
  body,
  session,
} as const

export const match: ObjectShape = {
  kind: 'object',
  members: Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, shape])),
}
