import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { parseJson } from '../json.ts'
import type { Launch } from './launch.ts'
import type { FromFunction, LambdaFunction, ToFunction } from './messages.ts'
import { readMessage } from './read-message.ts'

/** The process of a function, and the messages that are exchanged with it. */
export interface FunctionProcess {
  child: ChildProcess
  listen(receive: (message: FromFunction) => void): void
  post(message: ToFunction): void
}

export function startProcess(
  { root }: LambdaFunction,
  { command, args, variables: own, channel }: Launch,
  variables: Readonly<Record<string, string>>,
): FunctionProcess {
  const options = { cwd: root, env: { ...own, ...variables }, windowsHide: true }
  if (channel === 'ipc') {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    return {
      child,
      listen(receive) {
        child.on('message', (value) => pass(value, receive))
      },
      post(message) {
        if (child.connected) child.send(message, () => undefined)
      },
    }
  }
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
  // The process may have ended.
  child.stdin.on('error', () => undefined)
  return {
    child,
    listen(receive) {
      const input = child.stdio[3] as Readable
      input.on('error', () => undefined)
      createInterface({ input }).on('line', (line) => pass(parseJson(line), receive))
    },
    post: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
  }
}

function pass(value: unknown, receive: (message: FromFunction) => void): void {
  const message = readMessage(value)
  if (message !== undefined) receive(message)
}
