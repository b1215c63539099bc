import { traitsOf } from '../../../dialects/anthropic/names.ts'
import { read as readNative } from '../../../dialects/anthropic/read.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import type { Prompt } from '../../../neutral/prompt.ts'
import { sentHeader } from '../../header.ts'
import type { Call } from '../../types.ts'

// Anthropic's own Messages API. Its bodies are those of InvokeModel, except for what InvokeModel has in the path and this
// API in a header.

/** Members that only this API has in its body. */
const OWN: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'user_profile_id',
  'inference_geo',
  'speed',
  'cache_control',
])

const FIRST_VERSION = '2023-06-01'
const NATIVE_VERSION = 'bedrock-2023-05-31'

/** The body as InvokeModel takes it. */
function nativeOf({ body, http }: Pick<Call, 'body' | 'http'>, model: string): JsonObject {
  const native: JsonObject = {}
  if (isObject(body)) {
    for (const name in body) if (!OWN.has(name)) native[name] = body[name] ?? null
  }
  // Requests that were recorded or saved lack the header, which `check` insists on.
  const version = sentHeader({ http }, 'anthropic-version') ?? FIRST_VERSION
  native['anthropic_version'] = versionFor(version, model)
  return native
}

/** Documented for Claude 4.7 and later, but clients send their newest version to every model. */
function versionFor(version: string, model: string): string {
  if (version === FIRST_VERSION) return NATIVE_VERSION
  return traitsOf(model).generation < 4.7 && version === '2026-10-21' ? NATIVE_VERSION : version
}

/** The request in the neutral form. Throws Anthropic's error if it is not one. */
export function read(call: Call): Prompt {
  const { foundation, sent } = call.model()
  const model = foundation ?? sent
  return readNative(nativeOf(call, model), model)
}

/** The request to count, which has no limit of tokens. */
export function readCounted(call: Call): Prompt {
  const { foundation, sent } = call.model()
  const model = foundation ?? sent
  return readNative({ max_tokens: 1, ...nativeOf(call, model) }, model)
}
