import { expect, test } from 'vitest'
import { fixturesCommand } from '../../support/fixtures-command.ts'
import { fixtureFolder } from '../../support/fixture-store.ts'

test('explain tells what a guardrail of a file would say', async () => {
  using folder = fixtureFolder({
    'a.yaml': 'match: { prompt: "{EMAIL}" }\nanswer: { text: Call 555-010-4477. }\n',
    'guardrails/g.yaml': [
      'name: g',
      'blockedInputMessaging: no',
      'blockedOutputsMessaging: no',
      'wordPolicyConfig: { wordsConfig: [{ text: walrus }] }',
      'sensitiveInformationPolicyConfig:',
      '  piiEntitiesConfig:',
      '    - { type: EMAIL, action: ANONYMIZE, inputAction: ANONYMIZE }',
      '    - { type: PHONE, action: BLOCK }',
    ].join('\n'),
    'request.txt': '',
  })
  const guarded = (text: string, guardrailIdentifier = 'g') => {
    const file = folder.write(
      'request.txt',
      JSON.stringify({
        modelId: 'amazon.nova-micro-v1:0',
        messages: [{ role: 'user', content: [{ text }] }],
        guardrailConfig: { guardrailIdentifier, guardrailVersion: '1' },
      }),
    )
    return fixturesCommand(['explain', file, folder.path])
  }
  expect(await guarded('I am a@b.com')).toEqual({
    code: 0,
    lines: [
      'The guardrail g in version 1 masks the input (EMAIL) and blocks the answer (PHONE).',
      expect.stringMatching(/^"a\.yaml" answers/),
    ],
  })
  expect((await guarded('walrus')).lines).toEqual([
    'The guardrail g in version 1 blocks the input (word).',
    'No fixture is consulted.',
  ])
  expect((await guarded('hi', 'zzz')).lines[0]).toMatch(
    /^The guardrail is refused: .* does not exist/,
  )
})
