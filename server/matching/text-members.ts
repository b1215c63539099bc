import { filled, member, oneOrMore, string } from '../shape/shape.ts'
import type { Shape } from '../shape/shape.ts'
import type { Path } from '../shape/check.ts'
import { matchMember } from './member.ts'
import type { Report } from './member.ts'
import type { Subject } from './subject.ts'
import {
  coversText,
  holds,
  soughtText,
  textKind,
  textReasons,
  textTest,
  textWords,
} from './text.ts'
import type { TextMatch, TextTest } from './text.ts'

export const textMatch: Shape = {
  kind: 'either',
  of: [
    filled,
    {
      kind: 'object',
      members: {
        contains: member(
          oneOrMore(filled),
          'Text that the value must contain; with a list, all of them.',
        ),
        equals: member(string, 'The exact text.'),
        regex: member(
          filled,
          'A regular expression in RE2 syntax; its groups are {{match.1}} and so on.',
        ),
      },
    },
  ],
}

export function compileText(
  path: Path,
  value: TextMatch | RegExp,
  report: Report,
): TextTest | undefined {
  try {
    return textTest(value)
  } catch (thrown) {
    const message = `${path.join('.')}.regex does not compile: ${(thrown as Error).message}`
    report([...path, 'regex'], message)
    return undefined
  }
}

const fitsPrompt = (test: TextTest, { kind, prompt }: Subject) =>
  kind !== undefined && holds(test, prompt)

const fitsSystem = (test: TextTest, { kind, system }: Subject) =>
  kind === 'chat' && holds(test, system)

export const prompt = matchMember<TextMatch, TextTest>({
  shape: member(
    textMatch,
    'The text of the last message. A plain string matches if the text contains it.',
  ),
  compile: (written, report) => compileText(['match', 'prompt'], written, report),
  fits: fitsPrompt,
  // The distance of the prompt matters most: nearest.ts weighs it against the other members.
  distance: () => 0,
  explain: (test) => `prompt ${textWords(test)}`,
  mismatch: (test, { prompt: text, results }) =>
    text === '' && results.length > 0
      ? ['the last message has only tool results, but the fixture expects text']
      : textReasons(test, text, 'prompt'),
  actual: ({ prompt: text }) => text,
  covers: coversText,
  ofPrompt: true,
  cost: 4,
  kind: textKind,
  sought: (test, { prompt: text }) => soughtText(test, text),
})

export const system = matchMember<TextMatch, TextTest>({
  shape: member(textMatch, 'The system prompt.'),
  compile: (written, report) => compileText(['match', 'system'], written, report),
  fits: fitsSystem,
  distance: () => 0.8,
  explain: (test) => `system prompt ${textWords(test)}`,
  mismatch: (test, { system: text }) =>
    text === ''
      ? ['there is no system prompt, but the fixture expects one']
      : textReasons(test, text, 'system prompt'),
  actual: ({ system: text }) => text,
  covers: coversText,
  ofPrompt: true,
  cost: 5,
  kind: textKind,
  sought: (test, { system: text }) => soughtText(test, text),
})
