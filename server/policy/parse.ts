import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { readStatement } from './parse-statement.ts'
import type { Policies, Policy } from './policy.ts'
import { PolicyError } from './place.ts'
import type { PolicyPlace } from './place.ts'

/**
 * Parses a policy file: one identity policy, a list of them, or an object of either by role. Anything not understood is
 * an error, because a policy that is ignored in part would allow or deny what AWS does not.
 */
export function parsePolicies(value: unknown, file: string): Policies {
  const notes: string[] = []
  const place = rootPlace(file, notes)
  const name = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.(json|ya?ml)$/, '')
  if (Array.isArray(value) || isPolicy(value)) {
    return { file, notes, kind: 'everyone', policies: readPolicies(value, name, place) }
  }
  if (!isObject(value) || Object.keys(value).length === 0) {
    throw place.wrong(
      'must contain a policy with Version and Statement, a list of policies, or policies by role',
    )
  }
  const roles = Object.entries(value).map(
    ([role, own]) => [role, readPolicies(own, role, place.at(role))] as const,
  )
  return { file, notes, kind: 'roles', roles: new Map(roles) }
}

/** A role named like a policy element would be mistaken for a policy, which is unlikely in practice. */
function isPolicy(value: unknown): value is JsonObject {
  return isObject(value) && ['Version', 'Id', 'Statement'].some((element) => element in value)
}

function readPolicies(value: unknown, name: string, place: PolicyPlace): Policy[] {
  if (!Array.isArray(value)) return [readPolicy(value, name, place)]
  if (value.length === 0) throw place.wrong('contains no policy')
  return value.map((one, index) =>
    readPolicy(one, value.length === 1 ? name : `${name}-${index + 1}`, place.at(index)),
  )
}

const VERSIONS = ['2012-10-17', '2008-10-17']
const ELEMENTS = ['Version', 'Id', 'Statement']

function readPolicy(value: unknown, name: string, place: PolicyPlace): Policy {
  if (!isPolicy(value)) throw place.wrong('is not a policy: a policy has Version and Statement')
  place.onlyThese(value, ELEMENTS, 'a policy')
  const { Version: version, Id: id, Statement: statement } = value
  if (version !== undefined && !VERSIONS.includes(version as string)) {
    throw place
      .at('Version')
      .wrong(`must be ${VERSIONS.join(' or ')}, not ${JSON.stringify(version)}`)
  }
  if (id !== undefined && (typeof id !== 'string' || id === ''))
    throw place.at('Id').wrong('must be a string')
  if (statement === undefined) throw place.wrong('has no Statement')
  const at = place.at('Statement')
  if (Array.isArray(statement) && statement.length === 0) throw at.wrong('contains no statement')
  const policy = typeof id === 'string' ? id : name
  // Without a version, AWS assumes the older language, which has no variables.
  const reading = { policy, variables: version === '2012-10-17' }
  const statements = Array.isArray(statement)
    ? statement.map((one, index) => readStatement(one, reading, at.at(index)))
    : [readStatement(statement, reading, at)]
  const sids = statements.flatMap(({ sid }) => sid ?? [])
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index)
  if (twice !== undefined)
    throw at.wrong(`has the Sid ${twice} twice; Sids must be unique within a policy`)
  return { name: policy, statements }
}

function rootPlace(file: string, notes: string[], path: PolicyPlace['path'] = []): PolicyPlace {
  const pointer = path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  const at = `${file}${path.length === 0 ? '' : `#${pointer.join('')}`}`
  const place: PolicyPlace = {
    text: at,
    path,
    at: (key) => rootPlace(file, notes, [...path, key]),
    wrong: (problem) => new PolicyError(`${at} ${problem}`, { path }),
    note: (problem) => void notes.push(`${at} ${problem}`),
    onlyThese(value, elements, what) {
      const unknown = Object.keys(value).find((key) => !elements.includes(key))
      if (unknown === undefined) return
      const near = elements.find((element) => element.toLowerCase() === unknown.toLowerCase())
      const hint =
        near === undefined ? `; ${what} has ${elements.join(', ')}` : `; did you mean ${near}?`
      throw place.at(unknown).wrong(`is not an element of ${what}${hint}`)
    },
  }
  return place
}
