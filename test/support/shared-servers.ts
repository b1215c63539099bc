import { micro } from './questions.ts'
import type { Server } from './server.ts'

/** Makes a call in a session, for tests of servers that share a store. */
export async function ask(
  server: Server,
  prompt: string,
  { session = 'default', model = micro } = {},
) {
  const answer = await fetch(`${server.url}/model/${encodeURIComponent(model)}/converse`, {
    method: 'POST',
    headers: { 'x-bedrock-local-session': session },
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
  })
  const body = (await answer.json()) as {
    message?: string
    output?: { message: { content: { text: string }[] } }
  }
  const { message, output } = body
  return { status: answer.status, text: output?.message.content[0]?.text, message }
}

/** A fixture file with a sequence of answers: `name.0`, `name.1` and so on, then an error. */
export const sequence = (name: string, length: number): string =>
  [
    `match: { prompt: { equals: "${name}" } }`,
    'answers:',
    ...Array.from({ length }, (_, at) => `  - text: "${name}.${at}"`),
    'then: error',
  ].join('\n')
