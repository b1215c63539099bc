import { AwsError } from '../aws/errors.ts'
import { assessment, fullAssessment, unitsOf } from '../guardrails/assessment.ts'
import { masked } from '../guardrails/mask.ts'
import type { Guardrail, Guardrails } from '../guardrails/policy.ts'
import { reasonOf } from '../guardrails/verdict.ts'
import type { Question, Verdict } from '../guardrails/verdict.ts'
import { objectOf, objectsOf, stringsOf } from '../json-fields.ts'
import type { Json, JsonObject } from '../json.ts'
import { chain } from '../maybe-async.ts'
import type { Catalogue } from '../models/models.ts'
import type { Prompt } from '../neutral/prompt.ts'
import { textMember } from './members.ts'
import type { Call, JudgedGuardrails } from './types.ts'

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

/** A text that is only a source or a query is compared with, and not guarded itself. */
export const isGuardedPiece = ({ qualifiers }: Piece): boolean =>
  qualifiers.length === 0 || qualifiers.includes('guard_content')

export const pieceOf = (value: Json | undefined): Piece => ({
  text: textMember(value, 'text') ?? '',
  qualifiers: stringsOf(objectOf(value)['qualifiers']),
})

export const qualified = (pieces: readonly Piece[], qualifier: string): string =>
  pieces
    .filter(({ qualifiers }) => qualifiers.includes(qualifier))
    .map(({ text }) => text)
    .join('\n')

/** For matching: the texts as one user message. */
export function read({ body }: Call): Prompt {
  const content = textPieces(body).map(({ text }) => ({ text }))
  return {
    kind: 'chat',
    system: [],
    messages: [{ role: 'user', content }],
    tools: [],
    systemTools: [],
    stopSequences: [],
  }
}

const contentOf = (body: Json | undefined): JsonObject[] => objectsOf(objectOf(body)['content'])

const textPieces = (body: Json | undefined): Piece[] =>
  contentOf(body)
    .filter(({ text }) => text !== undefined)
    .map(({ text }) => pieceOf(text))

/** The guardrail of an ApplyGuardrail call, and its question. Throws if the guardrail does not exist. */
export function questionOf(
  { input, body, session, region }: Call,
  guardrails: Guardrails,
): { guardrail: Guardrail; question: Question } {
  const guardrail = guardrails.find(
    textMember(input, 'guardrailIdentifier') ?? '',
    textMember(input, 'guardrailVersion') ?? '',
    session,
    region,
  )
  if (guardrail === undefined) throw unknownGuardrail()
  const pieces = textPieces(body)
  const question: Question = {
    side: textMember(body, 'source') === 'OUTPUT' ? 'OUTPUT' : 'INPUT',
    texts: pieces.filter(isGuardedPiece).map(({ text }) => text),
    unguarded: pieces.reduce((sum, one) => sum + (isGuardedPiece(one) ? 0 : one.text.length), 0),
    ground: { source: qualified(pieces, 'grounding_source'), query: qualified(pieces, 'query') },
    images: contentOf(body).filter(({ image }) => image !== undefined).length,
    full: textMember(body, 'outputScope') === 'FULL',
  }
  return { guardrail, question }
}

export function applyGuardrail(
  call: Call,
  _: Catalogue,
  guardrails: JudgedGuardrails,
): JsonObject | Promise<JsonObject> {
  const { guardrail, question } = questionOf(call, guardrails)
  return chain(guardrails.judge(guardrail, question), (verdict) =>
    applied(verdict, question, textPieces(call.body)),
  )
}

function applied(verdict: Verdict, { full }: Question, pieces: readonly Piece[]): JsonObject {
  const { action, guardrail, side, characters, units, images } = verdict
  const isBlocked = action === 'BLOCKED'
  const message =
    side === 'INPUT' ? guardrail.blockedInputMessaging : guardrail.blockedOutputsMessaging
  const outputs = isBlocked ? [{ text: message }] : maskedOutputs(verdict, pieces)
  return {
    action: action === 'NONE' ? 'NONE' : 'GUARDRAIL_INTERVENED',
    actionReason: reasonOf(action),
    assessments: [full === true ? fullAssessment(verdict) : assessment(verdict)],
    blockedResponse: isBlocked ? message : null,
    guardrailCoverage: {
      images: images === undefined ? null : { ...images },
      textCharacters: { ...characters },
    },
    output: outputs,
    outputs,
    usage: unitsOf(units, images),
  }
}

/** One for each text of the request, if something is masked. */
function maskedOutputs({ action, masks }: Verdict, pieces: readonly Piece[]): { text: string }[] {
  if (action !== 'MASKED') return []
  let nth = 0
  return pieces.map((piece) => ({
    text: isGuardedPiece(piece) ? masked(piece.text, masks[nth++] ?? []) : piece.text,
  }))
}
