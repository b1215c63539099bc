import type { Answer, Served } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import { wantsReasoning, signature } from '../invent/reasoning.ts'
import { requestUsage } from '../invent/usage.ts'
import { parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { numberOf, objectOf } from '../json-fields.ts'
import type { Model } from '../models/model.ts'
import type { Chat, EmbedTask } from '../neutral/prompt.ts'
import type { Delta } from '../neutral/delta.ts'
import { createRandom, hash } from '../random.ts'
import { countPrompt } from '../tokens/tokens.ts'
import { Arriving } from './arriving.ts'
import { chooseEmbedder, chooseModel, embeddersOf, mappedName, modelNamed } from './choose-model.ts'
import { choiceIn, errorMessageIn, messageIn, contentText } from './chunk-content.ts'
import { chunksOf } from './chunks.ts'
import { createClient, FailedResponse } from './client.ts'
import type { ModelClient } from './client.ts'
import { deltasOf } from './deltas.ts'
import type { AnswerPlan } from './deltas.ts'
import { fitted, vectorsIn } from './embeddings.ts'
import { brokenOff, clientError } from './errors.ts'
import type { FailedCall } from './errors.ts'
import { argumentsRequest, forcedDeltas, forcedTools } from './forced.ts'
import type { ModelServerOptions } from './options.ts'
import { probe } from './probe.ts'
import type { FoundServer } from './probe.ts'
import { createQueue } from './queue.ts'
import type { Queue } from './queue.ts'
import { prefillOf, requestOf } from './request.ts'

/** The result of a call to the model server: an answer, or why there is none, for the log. */
export type ModelAnswer = Answer | { kind: 'none'; why: string }

/** A list of models takes no longer. */
const PROBE_MS = 10_000

/** A local model server behind this one. */
export class ModelServer {
  readonly options: ModelServerOptions
  readonly #client: ModelClient
  readonly #queue: Queue
  readonly #lenient: boolean
  #found: Promise<FoundServer> | undefined
  /** Models that have ignored `tool_choice`. */
  readonly #ignoresChoice = new Set<string>()

  constructor(options: ModelServerOptions, lenient: boolean) {
    this.options = options
    this.#lenient = lenient
    this.#client = createClient(options)
    this.#queue = createQueue(options.concurrency, options.url)
  }

  /** The URL of the API and its models. Throws an error that names the requested model. */
  async find(wanted?: string): Promise<FoundServer> {
    this.#found ??= probe(this.options.url, this.#client, AbortSignal.timeout(PROBE_MS))
    try {
      const found = await this.#found
      // A model may be loaded later.
      if (found.models.length === 0) this.#found = undefined
      return found
    } catch (thrown) {
      this.#found = undefined
      throw clientError(thrown, this.#failed({ model: wanted }))
    }
  }

  /** Asks for an answer. Rejects with an error for the client. */
  async ask(call: Call): Promise<ModelAnswer> {
    const prompt = call.prompt()
    switch (prompt.kind) {
      case 'chat':
        return this.#chat(call, prompt)
      case 'embed':
        return this.#embed(call, prompt)
      case 'image':
      case 'rank':
        return none(
          `A model server has no API for ${prompt.kind === 'image' ? 'images' : 'ranking'}`,
        )
    }
  }

  /** A short answer of the model that is mapped for a name, as one text. Rejects with an error for the client. */
  async complete(name: string, request: JsonObject, signal: AbortSignal): Promise<string> {
    const { base, models, model } = await this.#findFor(modelNamed(name))
    const leave = await this.#queue.enter(signal)
    try {
      const { body } = await this.#client.post(
        `${base}/chat/completions`,
        { model, ...request },
        signal,
      )
      return contentText(messageIn(choiceIn(objectOf(parseJson(await body.text())))))
    } catch (thrown) {
      throw clientError(thrown, this.#failed({ url: base, model, offered: models, gone: signal }))
    } finally {
      leave()
    }
  }

  /** The models that are mapped for vectors. */
  embedders(): string[] {
    return embeddersOf(this.options.models)
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** The same, with the server's model for one of Bedrock's. */
  async #findFor(model: Model): Promise<FoundServer & { model: string }> {
    const found = await this.find(mappedName(this.options.models, model))
    return { ...found, model: chooseModel(this.options, found.models, model) }
  }

  async #chat(call: Call, chat: Chat): Promise<Answer> {
    const { base, models, isVllm, model } = await this.#findFor(call.model())
    const failed = this.#failed({ url: base, model, offered: models, gone: call.gone })
    const { body, warnings } = requestOf(call, chat, { model, lenient: this.#lenient, isVllm })
    const leave = await this.#queue.enter(call.gone)
    const aborter = new AbortController()
    const signal = AbortSignal.any([call.gone, aborter.signal])
    const ask = (request: JsonObject) => this.#open(`${base}/chat/completions`, request, signal)
    const served: Served = { model: shortName(model) }
    try {
      const deltas = await this.#begin(call, chat, body, served, ask)
      const end = (): void => {
        aborter.abort()
        leave()
      }
      const arriving = new Arriving(deltas, end, (thrown) => brokenOff(thrown, failed), call.gone)
      const { arrived } = arriving
      const rest = warnings.length === 0 ? {} : { warnings }
      return { source: 'model', kind: 'deltas', deltas: arriving, arrived, served, ...rest }
    } catch (thrown) {
      leave()
      throw clientError(thrown, failed, call)
    }
  }

  /** Opens the upstream answer, so that a failure before its start is an error and not a broken stream. */
  async #begin(
    call: Call,
    chat: Chat,
    body: JsonObject,
    served: Served,
    ask: (request: JsonObject) => Promise<AsyncGenerator<JsonObject>>,
  ): Promise<AsyncGenerator<Delta>> {
    const plan = planOf(call, chat)
    const tools = forcedTools(chat)
    if (tools.length === 0) return deltasOf(await ask(body), plan, served)
    const again = () => ask(argumentsRequest(body, tools))
    const ignored = () => void this.#ignoresChoice.add(served.model)
    const knows = !this.#ignoresChoice.has(served.model)
    const first = knows ? await ask(body).catch(withoutTools) : undefined
    if (first !== undefined) return forcedDeltas(first, again, tools, plan, served, ignored)
    ignored()
    const opened = await again()
    return forcedDeltas(undefined, async () => opened, tools, plan, served, ignored)
  }

  async #open(
    url: string,
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<JsonObject>> {
    const chunks = chunksOf(await this.#client.post(url, body, signal))
    const first = await chunks.next()
    if (first.done === true) throw new Error('the answer is empty')
    const { error } = first.value
    if (error !== undefined && error !== null) {
      const details = objectOf(error)
      const message = errorMessageIn(error) ?? 'unknown error'
      throw new FailedResponse(
        numberOf(details['code']) ?? 500,
        JSON.stringify({ error: { ...details, message } }),
      )
    }
    return continued(first.value, chunks)
  }

  async #embed(call: Call, task: EmbedTask): Promise<ModelAnswer> {
    const model = chooseEmbedder(this.options.models, call.model())
    const id = call.model().foundation ?? call.model().sent
    if (model === undefined)
      return none(`modelServer.models maps no model for the vectors of ${id}`)
    const texts = task.inputs.flatMap(({ text, media }) =>
      media === undefined ? [text ?? ''] : [],
    )
    if (texts.length < task.inputs.length) return none('A model server cannot embed media')
    const { base, models } = await this.find(model)
    const leave = await this.#queue.enter(call.gone)
    const startedAt = performance.now()
    try {
      const vectors = await this.vectors(base, model, texts, call.gone)
      const fit = vectors.map((vector) => fitted(vector, task.dimensions, task.normalize))
      const whole = fit.filter((vector) => vector !== undefined)
      if (whole.length < texts.length)
        return none(
          `${model} has ${vectors[0]?.length ?? 0} dimensions, but ${task.dimensions} are requested`,
        )
      const latencyMs = Math.round(performance.now() - startedAt)
      const inputTokens = countPrompt(task, call.model().family)
      return {
        source: 'model',
        kind: 'reply',
        reply: { kind: 'embeddings', vectors: whole, inputTokens, latencyMs },
        pace: { kind: 'instant' },
        served: { model: shortName(model) },
      }
    } catch (thrown) {
      const failed = this.#failed({ url: base, model, offered: models, gone: call.gone })
      throw clientError(thrown, failed, call)
    } finally {
      leave()
    }
  }

  async vectors(
    base: string,
    model: string,
    input: readonly string[],
    signal: AbortSignal,
  ): Promise<number[][]> {
    const request = { model, input: [...input], encoding_format: 'float' }
    const { body } = await this.#client.post(`${base}/embeddings`, request, signal)
    return vectorsIn(parseJson(await body.text()))
  }

  #failed(known: Partial<FailedCall>): FailedCall {
    const { url, timeoutMs } = this.options
    return { url, timeoutMs, ...known }
  }
}

/** A server that was started with a file names the model by its path. */
const shortName = (model: string): string => model.replace(/^(?:\/|[A-Za-z]:\\).*[/\\]/, '')

const none = (why: string): ModelAnswer => ({ kind: 'none', why })

/** A server that refuses tools altogether can still be asked for the arguments of one. */
function withoutTools(thrown: unknown): undefined {
  if (thrown instanceof FailedResponse && thrown.status === 400 && /tool/i.test(thrown.message))
    return undefined
  throw thrown
}

async function* continued(
  first: JsonObject,
  rest: AsyncGenerator<JsonObject>,
): AsyncGenerator<JsonObject> {
  yield first
  yield* rest
}

function planOf(call: Call, chat: Chat): AnswerPlan {
  const model = call.model()
  const { family } = model
  const random = createRandom(hash(call.id))
  return {
    family,
    stopSequences: chat.stopSequences,
    showsReasoning: wantsReasoning(chat, family),
    startedAt: performance.now(),
    ...(family?.signature === true && { sign: () => signature(random) }),
    prefill: prefillOf(chat),
    usage: requestUsage(chat, model, call.session),
  }
}
