import { AwsError } from '../aws/errors.ts'
import { assessment, fullAssessment, usageOf } from '../guardrails/assessment.ts'
import type { Images } from '../guardrails/assessment.ts'
import { evaluate } from '../guardrails/evaluate.ts'
import { masked } from '../guardrails/mask.ts'
import type { Guardrail, Guardrails } from '../guardrails/policy.ts'
import { reasonOf } from '../guardrails/verdict.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { objectOf, objectsOf, stringsOf } from '../json-fields.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Catalogue } from '../models/models.ts'
import { textOf } from './members.ts'
import type { Call } from './types.ts'

/** AWS uses the same message for an unknown id, an unknown version and another region. */
export const unknownGuardrail = () =>
  new AwsError(
    'ValidationException',
    'The guardrail identifier or version provided in the request does not exist.',
  )

interface Piece {
  text: string
  qualifiers: readonly string[]
}

/** A text that is only a source or a query is measured against, and not guarded itself. */
export const isGuarded = ({ qualifiers }: Piece): boolean =>
  qualifiers.length === 0 || qualifiers.includes('guard_content')

export const pieceOf = (value: Json | undefined): Piece => ({
  text: textOf(value, 'text') ?? '',
  qualifiers: stringsOf(objectOf(value)['qualifiers']),
})

export const qualified = (pieces: readonly Piece[], qualifier: string): string =>
  pieces
    .filter(({ qualifiers }) => qualifiers.includes(qualifier))
    .map(({ text }) => text)
    .join('\n')

export function applyGuardrail(call: Call, _: Catalogue, guardrails: Guardrails): JsonObject {
  const { input, body, session, region } = call
  const guardrail = guardrails.find(
    textOf(input, 'guardrailIdentifier') ?? '',
    textOf(input, 'guardrailVersion') ?? '',
    session,
    region,
  )
  if (guardrail === undefined) throw unknownGuardrail()
  const side = textOf(body, 'source') === 'OUTPUT' ? 'OUTPUT' : 'INPUT'
  const isFull = textOf(body, 'outputScope') === 'FULL'
  const content = objectsOf(objectOf(body)['content'])
  const pieces = content.filter(({ text }) => text !== undefined).map(({ text }) => pieceOf(text))
  const guarded = pieces.filter(isGuarded)
  const verdict = evaluate(guardrail, {
    side,
    texts: guarded.map(({ text }) => text),
    unguarded: pieces.reduce((sum, one) => sum + (isGuarded(one) ? 0 : one.text.length), 0),
    ground: { source: qualified(pieces, 'grounding_source'), query: qualified(pieces, 'query') },
    full: isFull,
  })
  const images = imagesOf(guardrail, content)
  const isBlocked = verdict.action === 'BLOCKED'
  const message =
    side === 'INPUT' ? guardrail.blockedInputMessaging : guardrail.blockedOutputsMessaging
  const outputs = isBlocked ? [{ text: message }] : maskedOutputs(verdict, pieces)
  return {
    action: verdict.action === 'NONE' ? 'NONE' : 'GUARDRAIL_INTERVENED',
    actionReason: reasonOf([verdict]),
    assessments: [isFull ? fullAssessment(verdict, images) : assessment(verdict)],
    blockedResponse: isBlocked ? message : null,
    guardrailCoverage: {
      images: images && { ...images },
      textCharacters: { ...verdict.characters },
    },
    output: outputs,
    outputs,
    usage: usageOf(verdict.units, images?.guarded),
  }
}

/** One for each text that was sent, where something is masked. */
function maskedOutputs({ action, masks }: Verdict, pieces: readonly Piece[]): { text: string }[] {
  if (action !== 'MASKED') return []
  let nth = 0
  return pieces.map((piece) => ({
    text: isGuarded(piece) ? masked(piece.text, masks[nth++] ?? []) : piece.text,
  }))
}

/** Images count where a content filter looks at them. What they show is nothing that rules could decide. */
function imagesOf({ contentPolicy }: Guardrail, content: readonly JsonObject[]): Images | null {
  const total = content.filter(({ image }) => image !== undefined).length
  if (total === 0) return null
  const looks = contentPolicy?.filters.some(({ inputModalities = [] }) =>
    inputModalities.includes('IMAGE'),
  )
  return { guarded: looks === true ? total : 0, total }
}
