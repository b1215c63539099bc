import { inspect } from 'node:util'
import type { AwsError } from '../aws/errors.ts'
import { costOf } from '../models/prices.ts'
import { callOf } from '../bedrock/call.ts'
import type { GuardrailSummary } from '../guardrails/summary.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply, Usage } from '../neutral/reply.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import type { JsonObject } from '../json.ts'
import { Session } from '../sessions.ts'
import { mapStrings } from '../redaction/json-paths.ts'
import { isBase64Media } from '../redaction/media.ts'
import { hideParts, redactJson, redactText, redactUrl, secretsIn } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import {
  summarize,
  bytesOutsidePage,
  protocolOf,
  storedSummary,
  resolvedModel,
  redactedSummary,
} from './request-summary.ts'
import type { StoredSummary } from './request-summary.ts'
import { copyOf, copyRequest, heldBytes, NONE, copyText } from './copy.ts'
import type { Copy } from './copy.ts'
import type { Journal } from './journal.ts'
import { redactedHeaders } from './kept-headers.ts'
import type { KeptHeaders } from './kept-headers.ts'
import type { Pages } from './pages.ts'
import { redactedClip } from './redacted.ts'
import { replyIn, replyToKeep } from './reply.ts'
import { keepPreview } from './row-of.ts'
import { plainExchange } from './members.ts'
import { usageOf } from './usage.ts'
import type { Source, Miss, Served } from '../bedrock/answer.ts'
import type { Clip, RequestSummary, Exchange } from './types.ts'
import type { Model } from '../models/model.ts'
import { detailsOf, errorIn, hasDetails } from './outcome.ts'
import type { Outcome } from './outcome.ts'

/** Adds a call and its answer to the journal. */
export function keep(call: Call, outcome: Outcome, journal: Journal): Exchange {
  const exchange = new KeptExchange(call, outcome, journal)
  if (journal.rowFollowers > 0) keepPreview(exchange, call, outcome.answer, journal.redaction())
  journal.totals.count(exchange)
  journal.add(exchange)
  return exchange
}

/**
 * Copies what is needed later and derives everything else on demand, including redaction. So only the getters
 * may be exposed.
 */
class KeptExchange implements Exchange {
  readonly id: string
  readonly session: string
  readonly region: string
  readonly at: number
  readonly status: number
  readonly source: Source
  readonly totalMs: number
  readonly usage?: Usage
  readonly ended: Exchange['ended']
  readonly streams: boolean
  readonly heldBytes: number
  readonly #operation: Operation
  readonly #model: Model | undefined
  readonly #input: JsonObject
  readonly #http: ReturnType<typeof protocolOf>
  readonly #headers: KeptHeaders
  readonly #url: string
  readonly #userAgent: string
  #request: Copy
  readonly #response: Copy
  #asked: StoredSummary | undefined
  readonly #reply: Reply | undefined
  readonly fault?: string
  readonly guardrail?: GuardrailSummary
  readonly served?: Served
  readonly #fixture: string | undefined
  readonly #misses: readonly Miss[] | undefined
  readonly #warnings: readonly string[] | undefined
  readonly #error: AwsError | undefined
  readonly #atMs: readonly number[]
  readonly #together: number
  readonly #sentMs: number
  readonly #redaction: () => FixtureSettings
  readonly #pages: Pages
  #page: Buffer | undefined
  #lent: boolean
  #secrets: readonly string[] | undefined
  #shownRequest: Clip | undefined
  #shownResponse: Clip | undefined
  #shownAsked: { is: RequestSummary | undefined } | undefined

  constructor(call: Call, outcome: Outcome, journal: Journal) {
    const { answer, wire, delivery } = outcome
    this.id = call.id
    this.session = call.session.name
    this.region = call.region
    this.at = call.receivedAt
    this.status = wire.status
    this.source = answer.source
    this.totalMs = rounded(outcome.totalMs)
    this.ended = delivery.ended
    this.streams = call.operation.streams === true
    this.#operation = call.operation
    this.#input = call.input
    this.#model = typeof call.input['modelId'] === 'string' ? resolvedModel(call) : undefined
    this.#http = protocolOf(call)
    this.#headers = outcome.headers
    this.#url = call.http.url
    this.#userAgent = outcome.userAgent
    const { clip, pages } = journal
    const page = call.raw.length > clip ? pages.take() : undefined
    this.#pages = pages
    this.#page = page
    // The log line of a recording is written later.
    this.#lent = answer.kind === 'arriving'
    this.#request = copyRequest(call.raw, clip, page, call.text)
    this.#response = copyOf(wire, outcome.tap, clip)
    // If the whole body is stored, this is parsed on demand.
    this.#asked = page && storedSummary(summarize(call), clip, page.subarray(clip))
    // A quotation of the prompt may include a part that is not stored.
    if (this.#request.clipped && (answer.misses !== undefined || answer.kind === 'error'))
      this.#secrets = secretsIn(call.raw.toString(), journal.redaction().redact)
    this.#reply = replyToKeep(answer, this.#response, clip)
    if (wire.fault !== undefined) this.fault = redactText(wire.fault.name)
    if (hasDetails(answer)) Object.assign(this, detailsOf(answer))
    this.#fixture = answer.fixture
    this.#misses = answer.misses
    this.#warnings = answer.warnings
    this.#error = errorIn(outcome)
    this.#atMs = delivery.atMs
    this.#together = delivery.together ?? 1
    this.#sentMs = outcome.sentMs
    this.#redaction = journal.redaction
    const usage = usageOf(answer, this.#response)
    if (usage !== undefined) this.usage = usage
    this.heldBytes =
      (page?.length ?? heldBytes(this.#request)) +
      heldBytes(this.#response) +
      (page === undefined ? 0 : bytesOutsidePage(page, this.#asked))
  }

  get operation(): string {
    return this.#operation.name
  }

  get model(): NonNullable<Exchange['model']> | undefined {
    const { modelId } = this.#input
    if (typeof modelId !== 'string') return undefined
    const { sent = modelId, profile, foundation } = this.#model ?? {}
    return {
      sent: redactText(sent),
      ...(profile !== undefined && { profile }),
      ...(foundation !== undefined && { foundation }),
    }
  }

  get http(): Exchange['http'] {
    return {
      ...this.#http,
      headers: redactedHeaders(this.#headers),
      method: this.#operation.method,
      url: redactUrl(this.#url),
      userAgent: redactText(this.#userAgent),
    }
  }

  get request(): Clip {
    return (this.#shownRequest ??= redactedClip(this.#request, this.#redaction()))
  }

  get response(): Clip {
    if (this.#shownResponse !== undefined) return this.#shownResponse
    const clip = redactedClip(this.#response, this.#redaction())
    return (this.#shownResponse = { ...clip, text: this.#hide(clip.text) })
  }

  get asked(): RequestSummary | undefined {
    return (this.#shownAsked ??= { is: this.#readAsked() }).is
  }

  #readAsked(): RequestSummary | undefined {
    if (!this.#request.clipped) return summarize(this.#again())
    return this.#asked && redactedSummary(this.#asked, this.#redaction())
  }

  get prompt(): Prompt | undefined {
    if (this.#request.clipped || this.#operation.read === undefined) return undefined
    try {
      return this.#again().prompt()
    } catch {
      return undefined
    }
  }

  get reply(): Reply | undefined {
    if (this.#reply !== undefined) return this.#readReply(this.#reply)
    if (this.#response.clipped || this.status >= 400) return undefined
    return replyIn(this.response.text, this.#operation, this.#model)
  }

  #readReply(reply: Reply): Reply {
    const redacted = redactJson(reply, this.#redaction())
    return mapStrings(redacted, (text) => (isBase64Media(text) ? text : this.#hide(text))) as Reply
  }

  /** The call, redacted. */
  #again(): Call {
    return callOf({
      operation: this.#operation,
      session: NOBODY,
      region: this.region,
      raw: Buffer.from(this.request.text),
      input: this.#input,
      catalogue: {
        resolve: () => {
          if (this.#model === undefined) throw new Error('the model is unknown')
          return this.#model
        },
      },
    })
  }

  /** Redacts a text that may quote the request. */
  #hide(text: string): string {
    const { redact } = this.#redaction()
    this.#secrets ??= secretsIn(copyText(this.#request), redact)
    return redactText(hideParts(text, this.#secrets), redact)
  }

  get fixture(): string | undefined {
    return this.#fixture && redactText(this.#fixture)
  }

  get misses(): readonly Miss[] | undefined {
    return this.#misses?.map(({ fixture, reasons }) => ({
      fixture,
      reasons: reasons.map((reason) => this.#hide(reason)),
    }))
  }

  get warnings(): readonly string[] | undefined {
    return this.#warnings?.map((warning) => this.#hide(warning))
  }

  get error(): { name: string; message: string } | undefined {
    return this.#error && { name: this.#error.name, message: this.#hide(this.#error.message) }
  }

  get atMs(): readonly number[] {
    const times = this.#atMs.map((at) => rounded(at + this.#sentMs))
    return this.#together === 1
      ? times
      : Array.from({ length: this.#together }, () => times[0] ?? 0)
  }

  get firstByteMs(): number | undefined {
    const [first] = this.#atMs
    return first === undefined ? undefined : rounded(first + this.#sentMs)
  }

  /** The id to look up in the price table: the profile, if one was called. */
  get priced(): string | undefined {
    return this.#model?.profile ?? this.#model?.foundation
  }

  get cost(): number | undefined {
    const { priced, usage } = this
    return priced === undefined || usage === undefined ? undefined : costOf(priced, usage)
  }

  lend(): void {
    this.#lent = true
  }

  leave(): void {
    if (this.#lent || this.#page === undefined) return
    this.#pages.giveBack(this.#page)
    this.#page = undefined
    this.#request = NONE
    this.#asked = undefined
  }

  toJSON(): Exchange {
    return plainExchange(this)
  }
  /** For console.log, which does not show getters. */
  [inspect.custom](): Exchange {
    return plainExchange(this)
  }
}

const NOBODY = new Session('')

const rounded = (ms: number) => Math.round(ms * 1_000) / 1_000
