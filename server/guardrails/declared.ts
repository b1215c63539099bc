import { bedrockArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { shapeOf } from '../aws/shapes.ts'
import type { AwsShape } from '../aws/shapes.ts'
import { assertValid } from '../aws/validate.ts'
import { timestamp } from '../clock.ts'
import { objectsOf, stringOf } from '../json-fields.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { slot } from '../sessions.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { definedBy } from './definition.ts'
import type { StoredGuardrail } from './store.ts'

/** A guardrail of the config or of a file. It exists in every session and region, and clients cannot change it. */
export interface DeclaredGuardrail {
  id: string
  /** The place of the declaration, for messages. */
  source: string
  /** The body of CreateGuardrail. */
  body: JsonObject
  /** When it was read, in milliseconds since 1970. */
  declaredAt: number
}

/** A mistake in a declaration, and the path of its member. */
export interface DeclarationMistake {
  path: (string | number)[]
  message: string
  /** The name of the member is wrong, not its value. */
  key?: true
}

/** The declared guardrails of a server, kept in the shared session. */
export const declaredGuardrails = slot(
  (): { account: string; all(): readonly DeclaredGuardrail[] } => ({ account: '', all: () => [] }),
)

const ID = /^[a-z0-9]{1,100}$/
const REQUEST = shapeOf('CreateGuardrailRequest')

/** The problems in a declaration: an unknown member, or what CreateGuardrail would reject. */
export function declarationMistake(id: string, body: Json): DeclarationMistake | undefined {
  if (!ID.test(id)) {
    return { path: ['id'], message: `the id ${JSON.stringify(id)} may only have a-z and 0-9` }
  }
  if (!isObject(body)) return { path: [], message: 'expected the body of CreateGuardrail' }
  const unknown = unknownMember(REQUEST, body, [])
  if (unknown !== undefined) return unknown
  try {
    assertValid(REQUEST.name, body)
    definedBy(body, undefined, '')
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown
    const [, where = ''] = / at '([^']+)' failed/.exec(thrown.message) ?? []
    return { path: pathOf(where), message: thrown.message }
  }
}

/** `topicsConfig.1.member.name` as AWS writes it, with elements counted from 0. */
function pathOf(where: string): (string | number)[] {
  const steps = where.split('.').filter((step) => step !== '' && step !== 'member')
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) - 1 : step))
}

/** AWS ignores unknown members; in a file they are typing mistakes. */
function unknownMember(
  shape: AwsShape,
  value: Json,
  path: (string | number)[],
): DeclarationMistake | undefined {
  if (Array.isArray(value)) {
    const { element } = shape
    if (element === undefined) return undefined
    for (const [index, item] of value.entries()) {
      const found = unknownMember(element, item, [...path, index])
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(value) || shape.kind !== 'structure') return undefined
  for (const [name, inner] of Object.entries(value)) {
    const member = shape.members.get(name)
    if (member === undefined) {
      const known = [...shape.members.keys()]
      // GetGuardrail shows the same member without `Config`.
      const hint = shape.members.has(`${name}Config`)
        ? `; did you mean ${name}Config?`
        : didYouMean(name, known)
      const message = `${[...path, name].join('.')} is unknown${hint}`
      return { path: [...path, name], message, key: true }
    }
    const found = unknownMember(member, inner, [...path, name])
    if (found !== undefined) return found
  }
  return undefined
}

const built = new WeakMap<DeclaredGuardrail, Map<string, StoredGuardrail>>()

/** A declared guardrail as it is in one region. */
export function inRegion(
  declared: DeclaredGuardrail,
  region: string,
  account: string,
): StoredGuardrail {
  let regions = built.get(declared)
  if (regions === undefined) built.set(declared, (regions = new Map()))
  let found = regions.get(region)
  if (found === undefined) regions.set(region, (found = build(declared, region, account)))
  return found
}

function build(declared: DeclaredGuardrail, region: string, account: string): StoredGuardrail {
  const { id, body, source } = declared
  const declaredAt = timestamp(declared.declaredAt)
  const arn = bedrockArn('guardrail', id, region, account)
  return {
    id,
    arn,
    region,
    declaredIn: source,
    draft: {
      ...definedBy(body, undefined, account, region),
      guardrailArn: arn,
      guardrailId: id,
      version: 'DRAFT',
      status: 'READY',
      createdAt: declaredAt,
      updatedAt: declaredAt,
    },
    versions: new Map(),
    lastVersion: 0,
    tags: tagsOf(body['tags']),
    request: '',
    versionRequests: new Map(),
  }
}

function tagsOf(tags: Json | undefined): Map<string, string> {
  return new Map(
    objectsOf(tags).map(({ key, value }) => [stringOf(key) ?? '', stringOf(value) ?? '']),
  )
}
