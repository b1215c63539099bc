import { AwsError } from '../../aws/errors.ts'
import { assertValid, deserialise } from '../../aws/validate.ts'
import { isObject } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import type { DialectName } from '../../models/family.ts'
import type { Strictness } from '../strictness.ts'
import type { Call } from '../types.ts'
import { additional } from './additional.ts'
import { configured, refused, unlisted } from './catalogue.ts'
import { claude } from './claude.ts'
import { tooLong } from './context.ts'
import { objectOf } from '../../json-fields.ts'
import { conversationOf, firstMessage } from './conversation.ts'
import type { ConversationCheck } from './conversation.ts'
import { unsupportedFeature, tooManyTokens } from './features.ts'
import { media } from './media.ts'
import { nativeGuardrail } from './native-guardrail.ts'
import { nova } from './nova.ts'
import { output } from './output.ts'
import { promptArn } from './prompt-arn.ts'
import { tools } from './tools.ts'
import { turns } from './turns.ts'

const RULES: readonly ConversationCheck[] = [promptArn, ...turns, media, tools, ...output]

/** Validates a call in AWS's order: shape, model, conversation. Throws AWS's error, or returns warnings. */
export function check(call: Call, { lenient, strictModels, now = Date.now }: Strictness): string[] {
  const { operation } = call
  if (operation.door !== undefined)
    return operation.door.check?.(call, { lenient, strictModels, now }) ?? []
  checkShape(call)
  if (call.input['modelId'] === undefined || operation.read === undefined) return []

  const model = call.model()
  const forbidden = configured(model, call.session, now())
  if (forbidden !== undefined) throw forbidden
  const warnings: string[] = []
  judge(refused(call, strictModels), lenient, warnings)
  const stranger = unlisted(model)
  if (stranger !== undefined) warnings.push(stranger)

  const misused = operation.native === true ? nativeGuardrail(call) : undefined
  if (misused !== undefined) throw misused
  const body = conversationBody(call)
  if (body === undefined) judge(nativeRefusal(call), lenient, warnings)
  else checkConversation(call, body, lenient, warnings)
  const long = operation.name === 'CountTokens' ? undefined : tooLong(call)
  if (long !== undefined) judge(new AwsError('ValidationException', long), lenient, warnings)
  return warnings
}

function checkConversation(
  call: Call,
  body: JsonObject,
  lenient: boolean,
  warnings: string[],
): void {
  const conversation = conversationOf(body, call.model(), call.operation.streams === true)
  const broken = firstMessage(RULES, conversation)
  if (broken !== undefined) throw new AwsError('ValidationException', broken)
  judge(unsupportedFeature(conversation), lenient, warnings)
  const unknownMember = additional(conversation)
  if (unknownMember !== undefined)
    judge(new AwsError('ValidationException', unknownMember), lenient, warnings)
  const { family } = conversation
  const message = family && BY_DIALECT[family.dialect]?.(conversation)
  if (message !== undefined) throw new AwsError('ValidationException', message)
}

function judge(error: AwsError | undefined, lenient: boolean, warnings: string[]): void {
  if (error === undefined) return
  if (!lenient) throw error
  warnings.push(error.message)
}

/** The checks of a family's own server, by its dialect. */
const BY_DIALECT: Partial<Record<DialectName, ConversationCheck>> = { anthropic: claude, nova }

/** Native bodies are validated by their dialect while it reads them. */
function nativeRefusal(call: Call): AwsError | undefined {
  const prompt = call.prompt()
  const model = call.model()
  if (prompt.kind !== 'chat' || model.family?.limitsNatively !== true) return undefined
  const says = tooManyTokens(model, prompt.maxTokens, false)
  return says === undefined ? undefined : new AwsError('ValidationException', says)
}

/** Native bodies have no shape in AWS's model; everything else does. */
function checkShape({ operation, body, raw, input }: Call): void {
  if (operation.input === undefined) return
  if (operation.native === true) return assertValid(operation.input, input)
  if (body === undefined && raw.length > 0) throw unreadable(raw)
  if (body !== undefined && !isObject(body)) deserialise(operation.input, body)
  if (isObject(body)) assertValid(operation.input, body, input)
  else assertValid(operation.input, input)
}

function unreadable(raw: Buffer): AwsError {
  const text = raw.toString().trimEnd()
  const cut = text === '' || !/[}\]]$/.test(text)
  return new AwsError(
    'SerializationException',
    cut ? 'Unexpected end-of-input' : 'Unexpected token received from parser',
  )
}

/** The Converse request of a call, also inside CountTokens; undefined if there is none. */
function conversationBody({ operation, body }: Call): JsonObject | undefined {
  if (operation.group === 'converse') return objectOf(body)
  if (operation.name !== 'CountTokens') return undefined
  const { converse } = objectOf(objectOf(body)['input'])
  return isObject(converse) ? converse : undefined
}
