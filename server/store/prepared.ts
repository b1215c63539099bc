import type { Block } from '../bedrock/prompt.ts'
import type { StopReason, Usage } from '../bedrock/reply.ts'
import type { Answer, Pace } from '../bedrock/types.ts'
import { countBlocks } from '../bedrock/tokens.ts'
import type { Json, JsonObject } from '../json.ts'
import { INSTANT, REALISTIC } from '../pace.ts'
import { besideFile, mediaFormat } from './beside.ts'
import type { Beside, Place } from './beside.ts'
import type { StreamPlan, WrittenAnswer } from './fixture.ts'
import type { Finding, Path } from './format/check.ts'
import { groupsIn, isTemplate, strangeTemplates } from './template.ts'

interface Common {
  latencyMs?: number
  pace: Pace
}

export interface PreparedMessage extends Common {
  kind: 'message'
  content: Block[]
  stopReason: StopReason
  stopSequence?: string
  usage: Partial<Usage>
  extra?: JsonObject
  chunks?: string[]
  /** Some text is filled in for each call. */
  templated: boolean
  /** Estimated once, where the text is the same for every call. */
  outputTokens: number
  /** Files whose bytes go into the content on first use. */
  media: { block: JsonObject; beside: Beside }[]
  /** The answer itself, where it is the same for every call. */
  constant?: Answer
}

/** An answer, ready to be played. */
export type Prepared =
  | PreparedMessage
  | (Common & { kind: 'embeddings'; vectors: number[][] })
  | (Common & { kind: 'images'; images: Beside[] })
  | (Common & { kind: 'ranking'; results: { index: number; score: number }[] })
  | (Common & { kind: 'native'; body: Json; usage: Partial<Usage> })

const KINDS = [
  ['message', ['text', 'content']],
  ['embeddings', ['embedding', 'embeddings']],
  ['images', ['image', 'images']],
  ['ranking', ['ranking']],
  ['native', ['native']],
] as const

export function prepare(
  written: WrittenAnswer,
  path: Path,
  place: Place,
  groups: { count: number; names: ReadonlySet<string> },
  findings: Finding[],
): Prepared {
  const say = (message: string, ...at: (string | number)[]) =>
    findings.push({ path: [...path, ...at], message })
  const given = KINDS.flatMap(([, names]) => names).filter((name) => written[name] !== undefined)
  if (given.length > 1)
    say(`answer has ${given.join(' and ')}; one of them was expected`, given[1] ?? '')
  const common = {
    pace: paceOfStream(written.stream),
    ...(written.latencyMs === undefined ? {} : { latencyMs: written.latencyMs }),
  }
  const kind = KINDS.find(([, names]) => names.some((name) => written[name] !== undefined))?.[0]
  switch (kind) {
    case 'embeddings':
      return { kind, ...common, vectors: written.embeddings ?? [written.embedding ?? []] }
    case 'images': {
      const files = written.images ?? [written.image ?? '']
      const images = files.map((file, at) =>
        besideFile(file, place, (message) =>
          written.images === undefined ? say(message, 'image') : say(message, 'images', at),
        ),
      )
      return { kind, ...common, images }
    }
    case 'ranking':
      return { kind, ...common, results: written.ranking ?? [] }
    case 'native':
      return { kind, ...common, body: written.native ?? null, usage: written.usage ?? {} }
    case 'message':
    case undefined: {
      const said = [written.text ?? '', (written.content ?? []) as unknown as Json]
      for (const message of strangeTemplates(said))
        findings.push({ path: [...path, textIn(written)], severity: 'warning', message })
      for (const group of groupsIn(said)) {
        if (/^\d+$/.test(group) ? Number(group) <= groups.count : groups.names.has(group)) continue
        say(
          `{{match.${group}}} is filled from match.prompt.regex, which has no such group`,
          textIn(written),
        )
      }
      return { ...common, ...prepareMessage(written, place, say) }
    }
  }
}

const textIn = ({ text }: WrittenAnswer) => (text === undefined ? 'content' : 'text')

type Say = (message: string, ...at: (string | number)[]) => void

function prepareMessage(
  written: WrittenAnswer,
  place: Place,
  say: Say,
): Omit<PreparedMessage, 'pace'> {
  const { stream, usage = {}, stopSequence, trace, performanceConfig, serviceTier } = written
  const chunks = stream?.chunks
  const text = written.text ?? (written.content === undefined ? chunks?.join('') : undefined)
  if (text === undefined && written.content === undefined) {
    say('the answer is empty; one of text, content, embedding, image, ranking, native was expected')
  }
  const media: PreparedMessage['media'] = []
  const content =
    text === undefined
      ? (written.content ?? []).map((block, at) =>
          completed(block, place, media, (said) => say(said, 'content', at)),
        )
      : [{ text }]
  const wrong =
    chunks &&
    misfit(
      chunks,
      content.flatMap((block) => block.text ?? []),
    )
  if (wrong !== undefined) say(wrong, 'stream', 'chunks')
  const extra = {
    trace,
    performanceConfig,
    serviceTier,
    additionalModelResponseFields: written.additionalModelResponseFields,
  }
  const known = Object.entries(extra).filter(([, value]) => value !== undefined)
  return {
    kind: 'message',
    content,
    stopReason: written.stopReason ?? stopReasonOf(content, stopSequence),
    ...(stopSequence === undefined ? {} : { stopSequence }),
    usage,
    ...(known.length === 0 ? {} : { extra: Object.fromEntries(known) as JsonObject }),
    ...(chunks === undefined ? {} : { chunks }),
    templated: isTemplate(content as unknown as Json),
    outputTokens: usage.outputTokens ?? countBlocks(content),
    media,
  }
}

/** Why chunks are not the pieces of some texts. */
function misfit(chunks: readonly string[], texts: readonly string[]): string | undefined {
  if (chunks.join('') !== texts.join('')) return 'the chunks joined are not the text of the answer'
  const ends = new Set(endsOf(chunks))
  return endsOf(texts).every((end) => ends.has(end))
    ? undefined
    : 'a chunk reaches from one text of the answer into the next'
}

function endsOf(texts: readonly string[]): number[] {
  let end = 0
  return texts.map((text) => (end += text.length))
}

function stopReasonOf(content: readonly Block[], stopSequence: string | undefined): StopReason {
  if (stopSequence !== undefined) return 'stop_sequence'
  const calls = content.some(
    ({ toolUse }) => toolUse !== undefined && toolUse.type !== 'server_tool_use',
  )
  return calls ? 'tool_use' : 'end_turn'
}

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

/** A content block with what may be left out: the id and the input of a tool use, the bytes that stand in a file. */
function completed(
  block: Block,
  place: Place,
  media: PreparedMessage['media'],
  say: (message: string) => void,
): Block {
  if (block.toolUse !== undefined) {
    return {
      toolUse: {
        ...block.toolUse,
        toolUseId: block.toolUse.toolUseId ?? '',
        input: block.toolUse.input ?? {},
      },
    }
  }
  for (const kind of ['image', 'document', 'video', 'audio'] as const) {
    const held = block[kind]
    const source = held?.['source'] as JsonObject | undefined
    if (typeof source?.['bytes'] === 'string' && !isBase64(source['bytes']))
      say(
        `${kind}.source.bytes is no base64; source: { file: ... } names a file beside the fixture`,
      )
    if (held === undefined || typeof source?.['file'] !== 'string') continue
    const beside = besideFile(source['file'], place, say)
    const completedBlock = { format: mediaFormat(source['file']), ...held }
    media.push({ block: completedBlock, beside })
    return { [kind]: completedBlock }
  }
  return block
}

function paceOfStream(plan: StreamPlan | undefined): Pace {
  if (plan === undefined || plan.pace === 'instant') return INSTANT
  const { pace, firstByteMs, tokensPerSecond } = plan
  if (pace === undefined && firstByteMs === undefined && tokensPerSecond === undefined)
    return INSTANT
  if (REALISTIC.kind !== 'tokens') return REALISTIC
  return {
    kind: 'tokens',
    firstByteMs: firstByteMs ?? REALISTIC.firstByteMs,
    tokensPerSecond: tokensPerSecond ?? REALISTIC.tokensPerSecond,
  }
}
