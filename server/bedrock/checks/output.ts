import { isObject, parseJson } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import { objectOf } from '../../json-fields.ts'
import type { ConversationCheck } from './conversation.ts'

const WHERE = 'outputConfig.textFormat.structure.jsonSchema.schema'
const NO_OBJECT = `The format of the value at ${WHERE} is invalid. Provide a json object for the field and try again.`

function schemaOf(body: JsonObject): unknown {
  const { structure } = objectOf(objectOf(body['outputConfig'])['textFormat'])
  return objectOf(objectOf(structure)['jsonSchema'])['schema']
}

/** The schema of a structured answer is sent as a text, which the service model does not describe. */
const schema: ConversationCheck = ({ body }) => {
  const text = schemaOf(body)
  return typeof text !== 'string' || isObject(parseJson(text)) ? undefined : NO_OBJECT
}

/** Each segment begins with a slash; a tilde begins `~0` or `~1`. */
const POINTER = /^(\/([^/~]|~[01])*)+$/

/** Pointers that do not resolve are ignored; invalid pointers are an error. */
const pointers: ConversationCheck = ({ body }) => {
  const paths = body['additionalModelResponseFieldPaths']
  if (!Array.isArray(paths)) return undefined
  const wrong = paths.findIndex((path) => typeof path === 'string' && !POINTER.test(path))
  return wrong === -1
    ? undefined
    : `The format of the value at additionalModelResponseFieldPaths.${wrong} is invalid. Provide a JSON Pointer for the field and try again.`
}

export const output: readonly ConversationCheck[] = [schema, pointers]
