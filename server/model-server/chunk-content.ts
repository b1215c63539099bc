import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { listOf, objectOf, objectsOf, stringOf } from '../json-fields.ts'

/** The first choice of a completion, or of a chunk of one. */
export const choiceIn = (chunk: JsonObject): JsonObject => objectOf(listOf(chunk['choices'])[0])

/** What the choice says: a piece of a message, or a whole one. */
export function messageIn(choice: JsonObject): JsonObject {
  return objectOf(isObject(choice['delta']) ? choice['delta'] : choice['message'])
}

/** Some servers send the text in parts. */
export function contentText({ content }: JsonObject): string {
  if (!Array.isArray(content)) return stringOf(content) ?? ''
  return objectsOf(content)
    .map(({ text }) => stringOf(text) ?? '')
    .join('')
}

/** Servers have two names for it. */
export const reasoningText = (message: JsonObject): string =>
  stringOf(message['reasoning_content']) ?? stringOf(message['reasoning']) ?? ''

/** The JSON object in a text: models put words, thoughts or a code block around it. */
export const jsonIn = (text: string): string =>
  text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)

/** The message of an error, which is an object or a text. */
export const errorMessageIn = (error: Json): string | undefined =>
  isObject(error) ? stringOf(error['message']) : stringOf(error)
