import { callOf } from '../bedrock/call.ts'
import { operations } from '../bedrock/operations.ts'
import type { Json } from '../json.ts'
import { any, boolean, filled, map, list, member, string, object } from '../shape/shape.ts'
import { acceptsIn } from '../resolve/accepts.ts'
import type { Call } from '../bedrock/types.ts'
import { guardrails } from '../guardrails/guardrails.ts'
import { foresee, inWords } from '../resolve/foresee.ts'
import type { Foreseen } from '../resolve/foresee.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import { redactionOf } from './exchange-detail.ts'
import { decided, difference, missWithDifferences } from './shapes.ts'
import { sessionOf } from './sources.ts'
import type { AdminSources } from './sources.ts'
import { sessionMember } from '../journal/filter-shape.ts'

const MAX = 10

interface Question {
  operation: string
  modelId?: string
  guardrailIdentifier?: string
  guardrailVersion?: string
  body?: Json
}

export const nearMissRoutes: readonly AdminRoute[] = [
  {
    method: 'POST',
    path: '/near-misses',
    summary:
      'Finds the fixture that would answer a request, and the near misses, without side effects',
    query: { session: sessionMember },
    body: object({
      operation: member(filled, 'Converse, InvokeModel ...', 'required'),
      modelId: member(filled, 'The model as sent.'),
      guardrailIdentifier: member(
        filled,
        'The guardrail that headers or the path name; Converse names it in the body.',
      ),
      guardrailVersion: member(filled, 'Its version.'),
      body: member(any, 'The body as sent.'),
    }),
    answer: {
      what: 'The fixtures, closest first.',
      shape: object({
        guardrail: member(
          object({
            says: member(string, 'What the guardrail would do, in a sentence.', 'required'),
            refused: member(boolean, 'Whether AWS would reject the call because of its guardrail.'),
            input: member(map, 'action, found, policies: what it finds in the input.'),
            output: member(map, 'The same for the answer, if a fixture writes it.'),
          }),
          'The guardrail of the request.',
        ),
        match: member(string, 'The fixture that would answer.'),
        decided: member(decided, 'Why this one answers.'),
        conditions: member(list(difference), 'Each condition of the fixture that would answer.'),
        misses: member(
          list(missWithDifferences),
          'The fixtures that would not answer, and why.',
          'required',
        ),
      }),
    },
    async run({ body, session }, admin) {
      const { operation: name, modelId, body: sent, ...named } = body as Question
      const operation = operations.find((row) => row.name === name)
      if (operation === undefined)
        throw new Problem(
          400,
          `${JSON.stringify(name)} is not an operation that bedrock-local supports.`,
        )
      const { catalogue, config, mode, state, store } = admin
      const original = callOf({
        operation,
        session: sessionOf(admin, session),
        region: config.region,
        raw: Buffer.from(sent === undefined ? '' : JSON.stringify(sent)),
        input: { ...(modelId !== undefined && { modelId }), ...named },
        catalogue,
      })
      const { call, guardrail } = await foreseen(original, admin)
      const blocks = guardrail?.input?.action === 'BLOCKED'
      const found = blocks
        ? undefined
        : await state.read(call, (failed) =>
            store.find(call, acceptsIn(mode.get(), config.refresh !== undefined), failed),
          )
      const { hide, difference: redacted } = redactionOf(call.raw.toString(), store)
      const near = await state.read(call, (failed) => store.nearest(call, { max: MAX }, failed))
      const misses = near
        .filter(({ reasons }) => reasons.length > 0)
        .map(({ fixture, reasons }) => ({
          fixture,
          reasons: reasons.map(hide),
          differences: store.compare(fixture, call).map(redacted),
        }))
      return {
        ...(guardrail !== undefined && { guardrail }),
        ...(found !== undefined && {
          match: found.name,
          decided: { by: found.name, ...store.decided(found.name, call) },
          conditions: store.compare(found.name, call).map(redacted),
        }),
        misses,
      }
    },
  },
]

/** The call as fixtures see it, and what its guardrail would say. */
async function foreseen(
  original: Call,
  { store, state }: AdminSources,
): Promise<{
  call: Call
  guardrail?: { says: string; refused?: true } & Pick<Foreseen, 'input' | 'output'>
}> {
  const { call, guardrail, refusal } = await foresee(original, { guardrails, store, state })
  if (refusal !== undefined) return { call, guardrail: { says: refusal, refused: true } }
  if (guardrail === undefined) return { call }
  const { input, output } = guardrail
  const says = inWords(guardrail)
  return { call, guardrail: { says, ...(input && { input }), ...(output && { output }) } }
}
