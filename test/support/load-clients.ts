import { execFileSync } from 'node:child_process'
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { say } from './answers.ts'

export const NOVA = 'amazon.nova-lite-v1:0'
export const CLIENTS = 50

/** Half of the clients speak HTTP/2, as the SDK does by default. */
export function clientsOf(url: string) {
  const all = Array.from(
    { length: CLIENTS },
    (_, at) =>
      new BedrockRuntimeClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
        ...(at % 2 === 0 && { requestHandler: new NodeHttpHandler() }),
      }),
  )
  return {
    all,
    [Symbol.dispose]: () => {
      for (const client of all) client.destroy()
    },
  }
}

export async function ask(
  client: BedrockRuntimeClient,
  text: string,
  modelId = NOVA,
): Promise<string> {
  try {
    const { output } = await client.send(new ConverseCommand({ modelId, ...say(text) }))
    return output?.message?.content?.[0]?.text ?? ''
  } catch (error) {
    return (error as Error).name
  }
}

/** `count` questions, distributed over all clients, each of which makes one call at a time. */
export async function askAll(
  clients: readonly BedrockRuntimeClient[],
  count: number,
  question: (nth: number) => string,
  modelId = NOVA,
): Promise<{ client: number; question: string; answer: string }[]> {
  let next = 0
  const answers = await Promise.all(
    clients.map(async (client, at) => {
      const own: { client: number; question: string; answer: string }[] = []
      while (next < count) {
        const text = question(next++)
        own.push({ client: at, question: text, answer: await ask(client, text, modelId) })
      }
      return own
    }),
  )
  return answers.flat()
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function workersOf(pid: number): number[] {
  const out = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return out
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.includes('--worker'))
    .map(([own]) => Number(own))
}

export const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
