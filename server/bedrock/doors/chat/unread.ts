import { isAbsent } from '../openai-faults.ts'
import type { JsonObject } from '../../../json.ts'
import { listOf, numberOf, objectOf, objectsOf } from '../../../json-fields.ts'

/** What `parse` and `join` leave out of a completion, or of its chunks. */
export function unread(completions: readonly JsonObject[]): string[] {
  const choices = completions.flatMap((one) => objectsOf(one['choices']))
  return LEFT_OUT.filter(([, isThere]) => choices.some(isThere)).map(([name]) => name)
}

const messageIn = ({ message, delta }: JsonObject): JsonObject => objectOf(message ?? delta)

const LEFT_OUT: readonly (readonly [name: string, isThere: (choice: JsonObject) => boolean])[] = [
  ['choices after the first', ({ index }) => (numberOf(index) ?? 0) > 0],
  ['log probabilities', ({ logprobs }) => !isAbsent(logprobs)],
  ['annotations', (choice) => listOf(messageIn(choice)['annotations']).length > 0],
  ['audio', (choice) => !isAbsent(messageIn(choice)['audio'])],
]
