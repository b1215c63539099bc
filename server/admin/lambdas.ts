import { sse } from '../framing/sse.ts'
import { LambdaError } from '../lambda/errors.ts'
import type { LambdaFunction } from '../lambda/messages.ts'
import { sampleEvents } from '../lambda/sample-events.ts'
import type { RunningFunctions } from '../lambda/routes.ts'
import { Problem } from '../http/problem.ts'
import { boolean, list, member, number, object, string, whole } from '../shape/shape.ts'
import { eventText, openEventStream } from './event-stream.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

const described = object({
  name: member(string, 'The name of the function.', 'required'),
  description: member(string, 'From the template; may be empty.', 'required'),
  runtime: member(string, 'nodejs24.x, python3.13 ...', 'required'),
  handler: member(string, 'As configured: index.handler.', 'required'),
  timeoutSec: member(number, 'How long a call may take.', 'required'),
  memoryMb: member(whole(0), 'The memory of the function.', 'required'),
  streams: member(boolean, 'Whether its function URL streams.', 'required'),
  url: member(string, 'The path of its function URL.', 'required'),
})

const NO_FUNCTION = { 404: 'There is no such function, or the server runs none.' }

export const lambdaRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/lambdas',
    summary: "Lists the Lambda functions; they are invoked through Lambda's own API",
    answer: {
      what: 'The functions.',
      shape: object({
        runs: member(boolean, 'Whether the server runs functions at all.', 'required'),
        functions: member(list(described), 'By name.', 'required'),
      }),
    },
    run: (_request, { lambdas }) => ({
      runs: lambdas !== undefined,
      functions: lambdas?.functions.list().map(describe) ?? [],
    }),
  },
  {
    method: 'GET',
    path: '/lambdas/{name}/events',
    summary: 'Lists the sample events of a function, from its folder `events`',
    answer: {
      what: 'The events; the default one first.',
      shape: list(
        object({
          name: member(string, 'The name of its file.', 'required'),
          text: member(string, 'The event as JSON.', 'required'),
        }),
      ),
    },
    problems: NO_FUNCTION,
    run: ({ params: { name = '' } }, admin) => sampleEvents(functionNamed(name, admin).fn),
  },
  {
    method: 'GET',
    path: '/lambdas/{name}/log',
    summary:
      "Streams what happens to a function's calls, as server-sent events of type begin, log and end",
    answer: { what: 'Until the client disconnects.', shape: string, type: sse.type },
    problems: { ...NO_FUNCTION, 503: 'Too many clients follow the events.' },
    stream({ params: { name = '' } }, admin, raw, reply) {
      const { watchers } = functionNamed(name, admin)
      const { write, onClose } = openEventStream(admin.followers, raw, reply)
      onClose(watchers.watch(name, ({ type, ...event }) => write(eventText(type, event))))
    },
  },
  {
    method: 'POST',
    path: '/lambdas/{name}/stop',
    summary: 'Stops the running calls of a function; their callers get Runtime.ExitError',
    answer: {
      what: 'How many.',
      shape: object({ stopped: member(whole(0), 'The number of calls.', 'required') }),
    },
    problems: NO_FUNCTION,
    run({ params: { name = '' } }, admin) {
      return { stopped: functionNamed(name, admin).stop(name) }
    },
  },
]

const describe = ({
  name,
  description,
  runtime,
  handler,
  timeoutSec,
  memoryMb,
  streams,
}: LambdaFunction) => ({
  name,
  description,
  runtime,
  handler,
  timeoutSec,
  memoryMb,
  streams,
  url: `/_lambda/${encodeURIComponent(name)}/`,
})

function functionNamed(
  name: string,
  { lambdas }: AdminSources,
): RunningFunctions & { fn: LambdaFunction } {
  if (lambdas === undefined) throw new Problem(404, 'The server runs no functions: --lambdas none.')
  try {
    return { ...lambdas, fn: lambdas.functions.get(name) }
  } catch (thrown) {
    if (thrown instanceof LambdaError) throw new Problem(404, thrown.message)
    throw thrown
  }
}
