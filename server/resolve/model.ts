import { AwsError } from '../aws/errors.ts'
import type { ErrorName } from '../aws/errors.ts'
import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import { chain } from '../maybe-async.ts'
import type { Behind } from './behind.ts'
import { joined } from './joined.ts'
import type { AnswerSource } from './source.ts'

// The source that asks the model server.

type Deltas = Answer & { kind: 'deltas' }

/** Errors that mean that the server cannot answer now. */
const UNAVAILABLE: ReadonlySet<ErrorName> = new Set([
  'ServiceUnavailableException',
  'ModelTimeoutException',
] as const)

/** Invents an answer. */
export type Invent = (call: Call) => Answer | Promise<Answer>

/**
 * Asks the model. What no model server supports is invented, with a warning; with the fallback, also what it cannot do
 * now.
 */
export function modelSource(behind: Behind, invent: Invent): AnswerSource {
  const invented = async (call: Call, why: string): Promise<Answer> => {
    const answer = await invent(call)
    return { ...answer, warnings: [`${why}, so the answer is invented.`] }
  }
  return async ({ call }) => {
    try {
      const result = await behind.ask(call)
      if (result.kind === 'none') return await invented(call, result.why)
      return await sent(result, call)
    } catch (thrown) {
      const { fallback } = behind.options
      if (fallback === 'invented' && thrown instanceof AwsError && UNAVAILABLE.has(thrown.name))
        return await invented(call, thrown.message.replace(/\.$/, ''))
      throw thrown
    }
  }
}

/** Plays a fixture's answer, which may refer to the model. */
export function withModel(fixtures: AnswerSource, behind: Behind | undefined): AnswerSource {
  return (attempt) =>
    chain(fixtures(attempt), (answer) =>
      answer?.kind === 'model' ? fromModel(answer, attempt.call, behind) : answer,
    )
}

async function fromModel(
  { source: _source, kind: _kind, ...fixture }: Answer & { kind: 'model' },
  call: Call,
  behind: Behind | undefined,
): Promise<Answer> {
  const leaves = `The fixture "${fixture.fixture ?? ''}" leaves the answer to a model server`
  if (behind === undefined)
    throw new AwsError('ServiceUnavailableException', `${leaves}; set --model-server to its URL.`)
  const result = await behind.ask(call)
  if (result.kind === 'none')
    throw new AwsError('ServiceUnavailableException', `${leaves}. ${result.why}.`)
  return { ...fixture, ...(await sent(result, call)) }
}

/** An operation that does not stream waits for the whole answer. */
async function sent(answer: Answer, call: Call): Promise<Answer> {
  if (answer.kind !== 'deltas') return answer
  const { streams, writer } = call.operation
  if (streams === true && writer !== undefined) return answer
  return whole(answer)
}

async function whole(answer: Deltas): Promise<Answer> {
  try {
    return await joined(answer)
  } catch (thrown) {
    if (!(thrown instanceof AwsError) || thrown.name !== 'ModelStreamErrorException') throw thrown
    const { message, members } = thrown
    throw new AwsError('ModelErrorException', message, { members, cause: thrown })
  }
}
