import { isObject, parseJson, textOf } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Model } from '../models/model.ts'
import { resolveEither } from '../models/mantle.ts'
import type { Catalogue } from '../models/models.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Session } from '../sessions.ts'
import { findHost } from './doors/host.ts'
import type { Host } from './service.ts'
import type { Call, Client, Operation } from './types.ts'

/** The input for a call, from a connection, a recording, a file or the journal. */
export interface CallValues {
  operation: Operation
  session: Session
  region: string
  /** The body as it was or would be sent. */
  raw: Buffer
  /** Members from path, query and headers, by their names in AWS's model. */
  input: JsonObject
  catalogue: Pick<Catalogue, 'resolve'>
  id?: string
  receivedAt?: number
  http?: Call['http']
  wantsFault?: string | undefined
  /** Set if there is a client that may disconnect. */
  client?: Client
}

/** Creates a call. No other code does. */
export function callOf(values: CallValues): Call {
  return new LazyCall(values)
}

/** The same call with another body. */
export function withBody(call: Call, body: JsonObject): Call {
  const { id, operation, session, region, receivedAt, http, input, wantsFault, client } = call
  let prompt: Prompt | undefined
  const changed: Call = {
    id,
    operation,
    session,
    region,
    receivedAt,
    http,
    raw: Buffer.from(JSON.stringify(body)),
    body,
    input,
    wantsFault,
    client,
    model: () => call.model(),
    prompt: () => (prompt ??= readPrompt(changed)),
    get gone() {
      return call.gone
    },
  }
  return changed
}

function readPrompt(call: Call): Prompt {
  const { operation } = call
  if (operation.read === undefined) throw new Error(`${operation.name} does not invoke a model`)
  return operation.read(call)
}

/** Longer texts are not kept while a call lasts. */
const SHORT = 2_048

/** A class to avoid closures per request. Members are computed on first use. */
class LazyCall implements Call {
  readonly id: string
  readonly operation: Operation
  readonly session: Session
  readonly region: string
  readonly receivedAt: number
  readonly http: Call['http']
  readonly raw: Buffer
  readonly input: JsonObject
  readonly wantsFault: string | undefined
  readonly client: Client | undefined
  readonly #catalogue: CallValues['catalogue']
  #text: string | undefined
  #body: Json | undefined
  #parsed = false
  #host: Host | undefined
  #model: Model | undefined
  #prompt: Prompt | undefined
  #gone: AbortController | undefined

  constructor(values: CallValues) {
    let { operation } = values
    this.id = values.id ?? ''
    this.operation = operation
    this.session = values.session
    this.region = values.region
    this.receivedAt = values.receivedAt ?? 0
    this.http = values.http ?? {
      version: '1.1',
      method: operation.method,
      url: operation.path,
      headers: [],
    }
    this.raw = values.raw
    if (operation.streamed !== undefined && isObject(this.body) && this.body['stream'] === true)
      this.operation = operation = operation.streamed
    const modelId = operation.modelOf?.(this.body)
    this.input = modelId === undefined ? values.input : { modelId, ...values.input }
    this.wantsFault = values.wantsFault
    this.#catalogue = values.catalogue
    this.client = values.client
  }

  get text(): string | undefined {
    return (this.#text ??= this.raw.length > SHORT ? undefined : textOf(this.raw))
  }

  get body(): Json | undefined {
    if (!this.#parsed) {
      this.#body = this.raw.length === 0 ? undefined : parseJson(this.text ?? this.raw)
      this.#parsed = true
    }
    return this.#body
  }

  host(): Host {
    return (this.#host ??= findHost(this))
  }

  model(): Model {
    if (this.#model !== undefined) return this.#model
    const { modelId } = this.input
    const sent = typeof modelId === 'string' ? modelId : ''
    return (this.#model =
      this.operation.door === undefined
        ? this.#catalogue.resolve(sent, this.region, this.session)
        : resolveEither(this.#catalogue, sent, this.region, this.session))
  }

  prompt(): Prompt {
    return (this.#prompt ??= readPrompt(this))
  }

  get gone(): AbortSignal {
    if (this.#gone === undefined) {
      const controller = new AbortController()
      this.#gone = controller
      if (this.client?.isGone === true) controller.abort()
      else this.client?.onGone(() => controller.abort())
    }
    return this.#gone.signal
  }
}
