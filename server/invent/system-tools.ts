import type { Block, Chat, ToolResult } from '../neutral/prompt.ts'
import { evaluateExpression, expressionIn } from './arithmetic.ts'
import { MAKER } from './samples.ts'
import type { ToolExchange, AnswerSubject } from './text/subject.ts'

// Tools that the service runs itself: call, result and answer come in one message.

/** What a system tool did. */
export interface SystemRun {
  /** The call and its result, which the answer begins with. */
  blocks: Block[]
  exchange: ToolExchange
  /** The result, for tools that are called with it. */
  output: string
  /** The text if no other tool is called. */
  closing: Block[]
}

type Tool = (subject: AnswerSubject, isForced: boolean) => SystemRun | undefined

const TOOLS: Readonly<Record<string, Tool>> = {
  nova_code_interpreter: interpret,
  nova_grounding: search,
}

/** Runs the first system tool that the prompt asks for. */
export function runSystemTool(chat: Chat, subject: AnswerSubject): SystemRun | undefined {
  const { systemTools, tools, toolChoice = { auto: {} } } = chat
  if (systemTools.length === 0 || subject.isReply) return undefined
  if ('none' in toolChoice || 'tool' in toolChoice) return undefined
  const isForced = 'any' in toolChoice && tools.length === 0
  for (const name of systemTools) {
    const ran = TOOLS[name]?.(subject, isForced)
    if (ran !== undefined) return ran
  }
  return undefined
}

/** If toolUseId is empty, the writer of the answer creates one, the same for call and result. */
function run(
  name: string,
  input: Record<string, string>,
  content: ToolResult['content'],
  rest: Pick<SystemRun, 'output' | 'closing'>,
): SystemRun {
  const result: ToolResult = {
    toolUseId: '',
    content,
    status: 'success',
    type: `${name}_result`,
  }
  const call = { toolUseId: '', name, input, type: 'server_tool_use' }
  return {
    blocks: [{ toolUse: call }, { toolResult: result }],
    exchange: { call, result },
    ...rest,
  }
}

const RUNS_CODE = /\bcode interpreter\b|\bpython\b|\b(?:run|execute|write)\b.{0,20}\bcode\b/i

function interpret({ text, topic }: AnswerSubject, isForced: boolean): SystemRun | undefined {
  const expression = expressionIn(text)
  if (expression === undefined && !isForced && !RUNS_CODE.test(text)) return undefined
  const snippet = expression ?? `print(${JSON.stringify(topic)})`
  const { stdOut, stdErr } =
    expression === undefined ? { stdOut: topic, stdErr: '' } : evaluateExpression(expression)
  const isError = stdErr !== ''
  const summary = isError ? `The code failed: ${stdErr}.` : `${snippet} gives ${stdOut}.`
  return run(
    'nova_code_interpreter',
    { snippet },
    [{ json: { stdOut, stdErr, exitCode: isError ? 1 : 0, isError } }],
    { output: isError ? stdErr : stdOut, closing: [{ text: summary }] },
  )
}

const SEARCHES =
  /\b(?:search|google|look up|online|internet|web|website|latest|newest|recent(?:ly)?|current(?:ly)?|today|tonight|this (?:week|month|year)|news|cite|sources?)\b/i

/** AWS hides the search results; the citations of the answer show them. */
function search({ text, topic }: AnswerSubject, isForced: boolean): SystemRun | undefined {
  if (!isForced && !SEARCHES.test(text)) return undefined
  const web = { domain: 'example.com', url: 'https://example.com/' }
  return run('nova_grounding', { query: topic }, [{ text: '[HIDDEN]' }], {
    output: topic,
    closing: [
      { text: `${MAKER} searches no web, so this answer about "${topic}" is invented` },
      { citationsContent: { citations: [{ location: { web } }] } },
      { text: '.' },
    ],
  })
}
