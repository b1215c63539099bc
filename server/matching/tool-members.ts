import { filled, list, member } from '../shape/shape.ts'
import { coversGlob, glob } from './glob.ts'
import type { Glob } from './glob.ts'
import { matchMember } from './member.ts'
import type { ResultView, Subject } from './subject.ts'
import { compileText, textMatch } from './text-members.ts'
import { clip, coversText, holds, quoted, textReasons, textWords } from './text.ts'
import type { TextMatch, TextTest } from './text.ts'

export const tools = matchMember<readonly string[], readonly string[]>({
  shape: member(list(filled, 1), 'Names of tools that the request offers.'),
  compile: (written) => written,
  fits(wanted, subject) {
    for (const name of wanted) if (!subject.tools.includes(name)) return false
    return true
  },
  distance: (wanted, subject) => 0.7 * missing(wanted, subject).length,
  explain: (wanted) => `${wanted.length === 1 ? 'tool' : 'tools'} ${wanted.join(', ')} offered`,
  mismatch(wanted, subject) {
    const names = missing(wanted, subject)
      .map((name) => quoted(name))
      .join(' and ')
    return subject.tools.length === 0
      ? [`no tools are offered, but the fixture expects ${names}`]
      : [`tool ${names} is not offered; offered are ${clip(subject.tools.join(', '), 100)}`]
  },
  actual: (subject) => subject.tools.join(', '),
  covers: (wide, narrow) => wide.every((name) => narrow.includes(name)),
  ofPrompt: true,
  cost: 2,
  kind: () => 'allOf',
})

const missing = (wanted: readonly string[], subject: Subject) =>
  wanted.filter((name) => !subject.tools.includes(name))

export interface ToolResultMatch {
  name?: string
  status?: 'success' | 'error'
  text?: TextMatch
}

interface ToolResultTest {
  name: Glob | undefined
  status: 'success' | 'error' | undefined
  text: TextTest | undefined
}

export const toolResult = matchMember<string | ToolResultMatch, ToolResultTest>({
  shape: member(
    {
      kind: 'either',
      of: [
        filled,
        {
          kind: 'object',
          members: {
            name: member(filled, 'The name of the tool.'),
            status: member(
              { kind: 'choice', values: ['success', 'error'], of: 'status' },
              'How the tool ended.',
            ),
            text: member(textMatch, 'The text of the result, or its JSON as text.'),
          },
        },
      ],
    },
    'A tool result in the last message: the name of its tool, or an object.',
  ),
  compile(written, report) {
    const { name, status, text } = typeof written === 'string' ? { name: written } : written
    return {
      name: name === undefined ? undefined : glob(name),
      status,
      text:
        text === undefined ? undefined : compileText(['match', 'toolResult', 'text'], text, report),
    }
  },
  fits(test, { results }) {
    for (const result of results) if (resultFits(test, result)) return true
    return false
  },
  // Without a tool result, the call is at another step of the conversation, and hardly any rule matches.
  distance: (_, { results }) => (results.length === 0 ? 3 : 1.5),
  explain({ name, status, text }) {
    const of = name === undefined ? '' : ` of ${name.text}`
    const more = [
      ...(status === undefined ? [] : [`status is ${status}`]),
      ...(text === undefined ? [] : [`text ${textWords(text)}`]),
    ]
    return `a tool result${of}${more.length === 0 ? '' : ` whose ${more.join(' and ')}`}`
  },
  mismatch: (test, { results }) => [mismatch(test, results)],
  actual: ({ results }) => results.map(({ name, text }) => `${name}: ${text}`).join('\n'),
  covers: coversResult,
  ofPrompt: true,
  cost: 3,
  kind: () => 'result',
})

function coversResult(wide: ToolResultTest, narrow: ToolResultTest): boolean {
  const { name, status, text } = narrow
  return (
    (wide.name === undefined || (name !== undefined && coversGlob(wide.name, name))) &&
    (wide.status === undefined || wide.status === status) &&
    (wide.text === undefined || (text !== undefined && coversText(wide.text, text)))
  )
}

function resultFits(test: ToolResultTest, result: ResultView): boolean {
  if (test.name !== undefined && !test.name.test(result.name)) return false
  if (test.status !== undefined && test.status !== result.status) return false
  return test.text === undefined || holds(test.text, result.text)
}

function mismatch(test: ToolResultTest, results: readonly ResultView[]): string {
  const wanted = test.name === undefined ? '' : ` of ${quoted(test.name.text)}`
  if (results.length === 0)
    return `the last message has no tool result, but the fixture expects one${wanted}`
  const result = results.find(({ name }) => test.name === undefined || test.name.test(name))
  if (result === undefined) {
    const names = quoted(results.map(({ name }) => name).join(', '))
    return `the last message has the result of ${names}, but the fixture expects one${wanted}`
  }
  if (test.status !== undefined && test.status !== result.status)
    return `the tool result${wanted} has status ${result.status}, but the fixture expects ${test.status}`
  return test.text === undefined
    ? ''
    : textReasons(test.text, result.text, `the tool result${wanted}`).join('; ')
}
