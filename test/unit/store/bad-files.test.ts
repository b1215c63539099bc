import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sentence } from '../../../server/shape/problem.ts'
import { fixtureFolder, openStore, question } from '../../support/fixture-store.ts'

/** What is said about the files of a folder, without the folder's own path. */
function said(files: Record<string, string | Buffer>): string[] {
  using folder = fixtureFolder(files)
  using store = openStore([folder])
  return store.problems.map((problem) => sentence(problem).replaceAll(`${folder.path}/`, ''))
}

const oneOf = (text: string | Buffer, name = 'f.yaml') => said({ [name]: text })

describe('each mistake has its place', () => {
  test('unknown members, with the nearest known one', () => {
    expect(
      oneOf('match:\n  promt: hi\nanswer:\n  text: x\n  stopreason: end_turn\nfoo: 1\n'),
    ).toEqual([
      'f.yaml:2:3: match.promt is unknown; did you mean "prompt"?',
      'f.yaml:5:3: answer.stopreason is unknown; did you mean "stopReason"?',
      'f.yaml:6:1: foo is unknown; known here: $schema, name, description, match, priority, answer, answers, then, error, fault',
    ])
  })

  test('wrong types and ranges, with what was found and what was expected', () => {
    const yaml = [
      'match:',
      '  turn: 0',
      '  tools: get_weather',
      '  body: [1]',
      'priority: high',
      'answer:',
      '  text: 5',
      '  usage: { inputTokens: 1.5 }',
      '  stream: { tokensPerSecond: 0, firstByteMs: .nan }',
    ].join('\n')
    expect(oneOf(yaml)).toEqual([
      'f.yaml:2:9: match.turn is 0; a whole number of at least 1 was expected',
      'f.yaml:3:10: match.tools is the text "get_weather"; a list that is not empty was expected',
      'f.yaml:4:9: match.body is a list; an object was expected',
      'f.yaml:5:11: priority is the text "high"; a number was expected',
      'f.yaml:7:9: answer.text is 5; a text was expected',
      'f.yaml:8:25: answer.usage.inputTokens is 1.5; a whole number of at least 0 was expected',
      'f.yaml:9:30: answer.stream.tokensPerSecond is 0; a number from 0.1 to 1000000 was expected',
      'f.yaml:9:46: answer.stream.firstByteMs is NaN; a number from 0 to 600000 was expected',
    ])
  })

  test('what only the meaning tells, at the same time as the rest', () => {
    const yaml = [
      'match:',
      '  operation: [Converse, ConversStream]',
      "  prompt: { regex: 'a(?=b)' }",
      'answers:',
      '  - text: "{{match.1}}"',
      'then: stop',
      'error: { type: Throttling }',
    ].join('\n')
    expect(oneOf(yaml)).toEqual([
      'f.yaml:2:25: match.operation[1] is "ConversStream", which is no operation of Bedrock; did you mean ConverseStream?',
      'f.yaml:3:20: match.prompt.regex does not compile: lookahead and lookbehind are not in RE2 syntax, which runs in linear time (at character 2, (?=)',
      'f.yaml:5:11: {{match.1}} is filled from match.prompt.regex, which has no such group',
      'f.yaml:6:7: then is "stop", which is no end of a sequence; repeat, error',
      'f.yaml:7:16: error.type is "Throttling", which is no error of Bedrock; did you mean ThrottlingException?',
    ])
  })

  test('in JSON as well', () => {
    expect(
      oneOf('{\n  "match": { "promt": "hi" },\n  "answer": { "text": "x" }\n}', 'f.json'),
    ).toEqual(['f.json:2:14: match.promt is unknown; did you mean "prompt"?'])
  })

  test('content blocks', () => {
    const yaml = [
      'answer:',
      '  content:',
      '    - { text: a, toolUse: { name: b } }',
      '    - { toolUse: { input: {} } }',
      '    - { tolUse: { name: x } }',
      '    - {}',
    ].join('\n')
    expect(oneOf(yaml)).toEqual([
      'f.yaml:3:7: answer.content[0] has 2 members (text, toolUse); exactly one was expected',
      'f.yaml:4:18: answer.content[1].toolUse.name is missing; a text that is not empty was expected',
      'f.yaml:5:9: answer.content[2].tolUse is unknown; did you mean "toolUse"?',
      expect.stringMatching(/^f\.yaml:6:7: answer\.content\[3\] is empty; one of text, toolUse,/),
    ])
  })

  test('answers that say too little, too much or nothing that can be played', () => {
    expect(oneOf('match: { prompt: x }')).toEqual([
      'f.yaml:1:1: the fixture has neither an answer nor an error; one of answer, answers, error was expected',
    ])
    expect(oneOf('answer: { stopReason: end_turn }')).toEqual([
      'f.yaml:1:9: the answer is empty; one of text, content, embedding, image, ranking, native was expected',
    ])
    expect(oneOf('answer: { text: a, embedding: [1] }')).toEqual([
      'f.yaml:1:31: answer has text and embedding; one of them was expected',
    ])
    expect(oneOf('answer: { text: a, content: [] }\nanswers: [{ latencyMs: 1 }]')).toEqual([
      'f.yaml:1:29: answer has text and content; one of them was expected',
      'f.yaml:2:10: answer and answers are both given; one of them was expected',
      'f.yaml:2:11: the answer is empty; one of text, content, embedding, image, ranking, native was expected',
    ])
    expect(oneOf('answer: { text: ab, stream: { chunks: [a, c] } }')).toEqual([
      'f.yaml:1:39: the chunks joined are not the text of the answer',
    ])
    expect(
      oneOf('answer: { content: [{ text: a }, { text: bc }], stream: { chunks: [ab, c] } }'),
    ).toEqual(['f.yaml:1:67: a chunk reaches from one text of the answer into the next'])
    expect(oneOf('error: { type: ThrottlingException }\nanswer: { text: a }')).toEqual([
      'f.yaml:1:8: the answer is never played, since the error has no times',
    ])
    expect(
      oneOf('answer: { text: a }\nerror: { type: AccessDeniedException, afterEvents: 1 }'),
    ).toEqual([
      'f.yaml:2:16: no stream of Bedrock brings AccessDeniedException, so SDKs know no type for it there; InternalServerException, ModelStreamErrorException, ModelTimeoutException, ServiceUnavailableException, ThrottlingException, ValidationException do come',
    ])
    expect(oneOf('match: { operation: ListFoundationModels }\nanswer: { text: a }')).toEqual([
      'f.yaml:1:21: ListFoundationModels cannot say message; native or an error was expected',
    ])
    expect(oneOf('match: { operation: Converse }\nanswer: { embedding: [1] }')).toEqual([
      'f.yaml:1:21: Converse cannot say embeddings; InvokeModel or an error was expected',
    ])
    expect(oneOf('match: { operation: InvokeModel }\nanswer: { native: [{}] }')).toEqual([
      'f.yaml:1:21: InvokeModel cannot say a list of chunks; InvokeModelWithResponseStream or an error was expected',
    ])
    expect(oneOf('answer: { native: text }\nmatch: { operation: CountTokens }')).toEqual([
      'f.yaml:1:19: answer.native is the text "text"; an object or a list that is not empty was expected',
    ])
  })
})

describe('files that cannot be read as fixtures', () => {
  test.each<[string, string | Buffer, RegExp]>([
    [
      'tabs.yaml',
      'match:\n\tprompt: x\n',
      /^tabs\.yaml:2:1: not valid YAML: .*; indent with spaces, not tabs$/,
    ],
    [
      'colon.yaml',
      'answer:\n  text: note: this\n',
      /^colon\.yaml:2:\d+: not valid YAML: .*; put a text that holds ": " in quotes$/,
    ],
    ['open.yaml', 'answer: { text: x\n', /^open\.yaml:2:1: not valid YAML/],
    [
      'twice.yaml',
      'name: a\nname: b\nanswer: { text: x }\n',
      /^twice\.yaml:2:1: not valid YAML: duplicated mapping key$/,
    ],
    [
      'empty-value.yaml',
      'match:\n  body:\nanswer: { text: x }\n',
      /^empty-value\.yaml:2:3: match\.body is empty; an object was expected$/,
    ],
    [
      'empty-item.yaml',
      'answer: { text: x }\nmatch:\n  tools:\n    -\n',
      /^empty-item\.yaml:4:5: match\.tools\[0\] is empty; a text that is not empty was expected$/,
    ],
    [
      'template.yaml',
      'answer:\n  text: {{prompt}}\n',
      /^template\.yaml:2:9: not valid YAML: .*; put a text that begins with {{ in quotes$/,
    ],
    [
      'glob.yaml',
      'match:\n  model: *nova*\n',
      /^glob\.yaml:2:\d+: not valid YAML: .*; put a text that begins with \* in quotes$/,
    ],
    ['comma.json', '{"answer": {"text": "x"},}', /^comma\.json:1:26: not valid JSON/],
    [
      'word.json',
      '{\n  "answer": { "text": Paris }\n}',
      /^word\.json:2:23: not valid JSON: Unexpected token 'P'$/,
    ],
    ['end.json', '{"answer": ', /^end\.json:1:12: not valid JSON/],
    [
      'latin1.yaml',
      Buffer.from('answer: { text: caf\xe9 }', 'latin1'),
      /^latin1\.yaml:1:1: the file is not UTF-8/,
    ],
    ['empty.yaml', '# nothing\n', /^empty\.yaml:1:1: the file is empty; a fixture was expected$/],
    [
      'list.yaml',
      '- a\n',
      /^list\.yaml:1:1: the fixture is a list; an object with .* was expected$/,
    ],
    [
      'two.yaml',
      'answer: { text: a }\n---\nanswer: { text: b }\n',
      /^two\.yaml:1:1: the file holds 2 documents; one fixture a file was expected$/,
    ],
    [
      'self.yaml',
      'match: { body: &a { b: *a } }\n',
      /^self\.yaml:1:1: is nested more than 100 levels deep$/,
    ],
    [
      'deep.json',
      `{"match":{"body":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}}`,
      /^deep\.json:1:1: is nested more than 100 levels deep$/,
    ],
  ])('%s', (name, text, problem) => {
    expect(oneOf(text, name)).toEqual([expect.stringMatching(problem)])
  })

  test('aliases that multiply', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [at, name] of 'bcdefghij'.split('').entries()) {
      lines.push(`${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(', ')}]`)
    }
    expect(oneOf(lines.join('\n'))).toEqual([
      expect.stringMatching(/^f\.yaml:\d+:\d+: not valid YAML: aliases exceeded maxAliases/),
    ])
  })

  test('a file of 100 MB', () => {
    expect(oneOf(Buffer.alloc(100 * 1024 * 1024, 'x'))).toEqual([
      'f.yaml:1:1: the file has 100 MB; at most 64 were expected',
    ])
  })
})

describe('folders', () => {
  test('that lead back to themselves are walked once', () => {
    using folder = fixtureFolder({ 'a/f.yaml': 'answer: { text: x }' })
    symlinkSync(folder.path, join(folder.path, 'a', 'again'))
    symlinkSync('self.yaml', join(folder.path, 'self.yaml'))
    using store = openStore([folder])
    expect(store.count.fixtures).toBe(1)
    expect(store.problems.map(({ message }) => message)).toEqual([
      'is a link to a folder that it is in; it was not followed',
      'is a link that leads to itself',
    ])
  })

  test('that do not exist are a warning', () => {
    using folder = fixtureFolder()
    folder.remove()
    using store = openStore([folder])
    expect(store.problems).toMatchObject([
      { severity: 'warning', message: 'the folder does not exist' },
    ])
    expect(store.find(question('hi'))).toBeUndefined()
  })

  test('hold other files, too, that are no fixtures', () => {
    using folder = fixtureFolder({
      'README.md': '# hi',
      'fixture.schema.json': '{}',
      'package.json': '{}',
      '.hidden.yaml': 'nonsense: 1',
      'notes.txt': 'x',
      'node_modules/x/f.yaml': 'nonsense: 1',
      'f.yaml': 'answer: { text: x }',
    })
    using store = openStore([folder])
    expect(store.problems).toEqual([])
    expect(store.list().map(({ name }) => name)).toEqual(['f.yaml'])
  })
})

describe('names', () => {
  test('are taken once in a folder', () => {
    expect(
      said({
        'a.yaml': 'name: same\nmatch: { prompt: a }\nanswer: { text: x }',
        'b.yaml': 'match: { prompt: b }\nname: same\nanswer: { text: x }',
      }),
    ).toEqual(['b.yaml:2:7: the name "same" is taken by a.yaml; b.yaml is not used'])
  })

  test('of a later folder take the place of those before', () => {
    using first = fixtureFolder({
      'a/f.yaml': 'match: { prompt: hi, model: amazon.* }\nanswer: { text: 1 }',
    })
    using second = fixtureFolder({ 'a/f.yaml': 'match: { prompt: ho }\nanswer: { text: x }' })
    first.write('a/f.yaml', 'match: { prompt: hi, model: amazon.* }\nanswer: { text: x }')
    using store = openStore([first, second])
    expect(store.problems).toEqual([])
    expect(store.find(question('hi'))).toBeUndefined()
    expect(store.find(question('ho'))?.name).toBe('a/f.yaml')
  })
})

test('two fixtures that match the same are named in a warning', () => {
  const fixture = 'match: { model: amazon.*, prompt: hi }\nanswer: { text: x }'
  expect(
    said({
      'a.yaml': fixture,
      'b.yaml': 'answer: { text: y }\nmatch: { prompt: hi, model: amazon.* }',
    }),
  ).toEqual([
    'b.yaml:1:1: "a.yaml" and "b.yaml" match the same call; "a.yaml" answers, and only its path decides: give one of them a priority',
  ])
})

test('one broken file leaves the others alone', () => {
  using folder = fixtureFolder({
    'a-bad.yaml': 'anser: 1',
    'b-two.yaml': 'answer: { text: a }\n---\nanswer: { text: b }',
    'good.yaml': 'answer: { text: x }',
  })
  using store = openStore([folder])
  expect(store.find(question('hi'))?.name).toBe('good.yaml')
  expect(store.count.fixtures).toBe(1)
})
