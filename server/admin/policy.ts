import { placesOf } from '../shape/place.ts'
import { messageOf } from '../text/error-message.ts'
import type { Catalogue } from '../models/models.ts'
import type { Session } from '../sessions.ts'
import { Problem } from '../http/problem.ts'
import { sessionMember } from '../journal/filter-shape.ts'
import { checkCall, operationNamed } from '../policy/check-call.ts'
import { readPolicyText } from '../policy/file.ts'
import { PolicyError } from '../policy/place.ts'
import type { ElementPath } from '../policy/place.ts'
import { bearerNeed } from '../policy/needs.ts'
import type { Policies, Statement } from '../policy/policy.ts'
import { suggestPolicy } from '../policy/suggest.ts'
import {
  boolean,
  choice,
  filled,
  list,
  map,
  member,
  object,
  string,
  whole,
} from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'
import { sessionOf } from './sources.ts'

const place = {
  line: member(whole(1), 'Counted from 1.', 'required'),
  column: member(whole(1), 'Counted from 1.', 'required'),
}

const statement = object({
  ...place,
  says: member(string, 'The statement, and what it does or lacks.', 'required'),
})

const verdict = object({
  action: member(string, 'The action: bedrock:InvokeModel.', 'required'),
  resource: member(string, 'The ARN that it is evaluated on.', 'required'),
  decision: member(
    choice('decision', 'allowed', 'explicit deny', 'implicit deny'),
    'The decision.',
    'required',
  ),
  reason: member(string, 'The reason, as printed by `policy check`.', 'required'),
  by: member(statement, 'The statement that decided; none in an implicit deny.'),
  near: member(
    list(statement),
    'In an implicit deny: the statements that allow the action but do not apply.',
    'required',
  ),
})

interface PolicyCheck {
  policy: string
  operation?: string
  model?: string
  role?: string
  user?: string
  bearer?: boolean
  region?: string
  context?: Record<string, unknown>
}

export const policyRoutes: readonly AdminRoute[] = [
  {
    method: 'POST',
    path: '/policy/check',
    summary: 'Explains whether IAM policies allow a call, as `bedrock-local policy check` does',
    body: object({
      policy: member(string, 'The text of a policy file, JSON or YAML.', 'required'),
      operation: member(filled, 'Converse when omitted.'),
      model: member(string, 'The id, profile or ARN of the model or resource.'),
      role: member(string, 'The role that calls; the first one in a file with policies by role.'),
      user: member(string, 'The user name of the caller.'),
      bearer: member(boolean, 'Whether the call uses a bearer key.'),
      region: member(filled, "The server's region when omitted."),
      context: member(map, 'Condition keys, each with a value or a list of values.'),
      session: sessionMember,
    }),
    answer: {
      what: 'The verdicts, or the problem in the policy.',
      shape: object({
        allowed: member(boolean, 'Whether Bedrock would answer the call.', 'required'),
        denial: member(string, "AWS's message, if it would not."),
        verdicts: member(list(verdict), 'One for each permission that the call needs.', 'required'),
        problems: member(
          list(object({ ...place, message: member(string, 'What is wrong.', 'required') })),
          'Why the policy cannot be used.',
          'required',
        ),
        notes: member(list(string), 'Valid elements that are probably mistakes.', 'required'),
        roles: member(list(string), 'The roles, in a file with policies by role.', 'required'),
      }),
    },
    run: ({ body, session }, admin) =>
      checkPolicyText(body as PolicyCheck, {
        catalogue: admin.catalogue,
        session: sessionOf(admin, session),
        region: admin.config.region,
      }),
  },
  {
    method: 'POST',
    path: '/policy/suggest',
    summary:
      'The least-privilege policy for the calls in the journal, as `policy suggest` prints it',
    body: object({
      session: sessionMember,
      bearer: member(boolean, 'Whether the callers use bearer keys.'),
    }),
    bodyOptional: true,
    answer: {
      what: 'The policy.',
      shape: object({
        policy: member(map, 'It has no statement if no call needs a permission.', 'required'),
        calls: member(whole(0), 'The number of calls that it is based on.', 'required'),
      }),
    },
    run({ body, session: named }, { journal, catalogue }) {
      const { session = named, bearer } = (body ?? {}) as { session?: string; bearer?: boolean }
      const calls = journal.list(session === undefined ? {} : { session })
      const extra = bearer === true ? [bearerNeed('LONG_TERM')] : []
      return { policy: suggestPolicy(calls, catalogue, extra), calls: calls.length }
    },
  },
]

/** The name of the text in messages. */
const FILE = 'policy'

interface World {
  catalogue: Catalogue
  session: Session
  region: string
}

export function checkPolicyText(check: PolicyCheck, { region, ...world }: World) {
  const { policy: text, operation = 'Converse', user, bearer = false } = check
  let policies: Policies
  try {
    policies = readPolicyText(text, FILE)
  } catch (thrown) {
    return {
      allowed: false,
      verdicts: [],
      problems: problemsOf(thrown, text),
      notes: [],
      roles: [],
    }
  }
  const roles = policies.kind === 'roles' ? [...policies.roles.keys()] : []
  const { verdicts, denial, warnings } = refusing(() =>
    checkCall(
      policies,
      {
        operation: operationNamed(operation),
        model: check.model,
        role: check.role ?? roles[0],
        user,
        bearer,
        context: contextOf(check.context ?? {}),
        region: check.region ?? region,
      },
      world,
    ),
  )
  const placed = (says: string, by: Statement) => ({ ...placeIn(text, by.path), says })
  return {
    allowed: denial === undefined,
    ...(denial !== undefined && { denial }),
    verdicts: verdicts.map(({ need: { action, resource }, verdict: one }) => ({
      action,
      resource,
      decision: one.decision,
      reason: one.reason,
      ...('by' in one && { by: placed(one.reason, one.by) }),
      near: ('near' in one ? one.near : []).map(({ statement: by, reason }) => placed(reason, by)),
    })),
    problems: [],
    notes: [...policies.notes, ...warnings],
    roles,
  }
}

/** A mistake in the question rejects the request; a mistake in the policy is part of the answer. */
function refusing<T>(run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    throw new Problem(400, `${messageOf(thrown)}.`)
  }
}

function problemsOf(thrown: unknown, text: string) {
  if (!(thrown instanceof PolicyError)) throw thrown
  const { message, path, syntax } = thrown
  if (syntax !== undefined)
    return [{ line: syntax.line, column: syntax.column, message: syntax.problem }]
  return [{ ...placeIn(text, path), message }]
}

const placeIn = (text: string, path: ElementPath) =>
  placesOf(text, [{ path: [...path], message: '' }])[0] ?? { line: 1, column: 1 }

function contextOf(given: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const values = [value].flat()
      if (values.every((one) => typeof one === 'string')) return [key, values]
      throw new Problem(400, `body.context.${key} must be a string or a list of strings.`)
    }),
  )
}
