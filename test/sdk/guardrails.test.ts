import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailStreamConfiguration } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { claude, config, guardedServer, says } from '../support/guarded-server.ts'

describe('Converse', () => {
  test('blocks an input before calling any model or fixture', async () => {
    await using server = await guardedServer()
    const { runtime } = server
    const blocked = await runtime.send(
      new ConverseCommand({ ...says('count the walrus'), guardrailConfig: config() }),
    )
    expect(blocked).toMatchObject({
      stopReason: 'guardrail_intervened',
      output: { message: { role: 'assistant', content: [{ text: 'Input blocked.' }] } },
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
      trace: {
        guardrail: {
          actionReason: 'Guardrail blocked.',
          inputAssessment: {
            abcdefghijkl: {
              wordPolicy: {
                customWords: [{ action: 'BLOCKED', detected: true, match: 'walrus' }],
              },
              invocationMetrics: {
                guardrailCoverage: { textCharacters: { guarded: 16, total: 16 } },
              },
            },
          },
        },
      },
    })
    expect(blocked.trace?.guardrail?.outputAssessments).toBeUndefined()
    const next = await runtime.send(
      new ConverseCommand({ ...says('count on'), guardrailConfig: config({ trace: 'disabled' }) }),
    )
    expect(next.output?.message?.content).toEqual([{ text: 'one' }])
    expect(next.trace).toBeUndefined()
  })

  test("masks an answer, and traces the model's output", async () => {
    await using server = await guardedServer()
    const answer = await server.runtime.send(
      new ConverseCommand({ ...says('mail'), guardrailConfig: config() }),
    )
    expect(answer.output?.message?.content).toEqual([{ text: 'Write to {EMAIL} today.' }])
    expect(answer.stopReason).toBe('guardrail_intervened')
    const trace = answer.trace?.guardrail
    expect(trace?.actionReason).toBe('No action.\nGuardrail masked.')
    expect(JSON.parse(trace?.modelOutput?.[0] ?? '')).toMatchObject({
      output: { message: { content: [{ text: 'Write to jane@example.com today.' }] } },
    })
    expect(trace?.outputAssessments?.['abcdefghijkl']).toMatchObject([
      {
        sensitiveInformationPolicy: {
          piiEntities: [
            { action: 'ANONYMIZED', detected: true, match: 'jane@example.com', type: 'EMAIL' },
          ],
        },
      },
    ])
  })

  test('blocks an answer, with the usage of the model', async () => {
    await using server = await guardedServer()
    const answer = await server.runtime.send(
      new ConverseCommand({ ...says('animal'), guardrailConfig: config() }),
    )
    expect(answer.output?.message?.content).toEqual([{ text: 'Output blocked.' }])
    expect(server.journal.list().at(-1)?.guardrail).toMatchObject({
      id: 'abcdefghijkl',
      version: '1',
      input: { action: 'NONE', found: [] },
      output: { action: 'BLOCKED', found: ['word'] },
    })
    expect(answer.stopReason).toBe('guardrail_intervened')
    expect(answer.usage?.outputTokens).toBeGreaterThan(0)
  })

  test('fixtures and invented answers see the masked input', async () => {
    const piiEntities = [
      { type: 'EMAIL', action: 'ANONYMIZE', inputAction: 'ANONYMIZE', outputAction: 'NONE' },
    ] as const
    await using server = await guardedServer({
      sensitiveInformationPolicy: { piiEntities: [...piiEntities] },
    })
    server.store.add(server.sessions.get('test'), {
      match: { prompt: '{EMAIL}' },
      answer: { text: 'I was told {{prompt}}' },
    })
    const answer = await server.runtime.send(
      new ConverseCommand({ ...says('mail jane@example.com'), guardrailConfig: config() }),
    )
    expect(answer.output?.message?.content).toEqual([{ text: 'I was told mail {EMAIL}' }])
    expect(answer.trace?.guardrail?.actionReason).toBe('Guardrail masked.\nNo action.')
  })

  test('reads only content marked by guardContent, and never the system prompt', async () => {
    await using server = await guardedServer()
    const guarded = await server.runtime.send(
      new ConverseCommand({
        modelId: claude,
        system: [{ text: 'You are a walrus.' }],
        messages: [
          {
            role: 'user',
            content: [{ text: 'plain walrus' }, { guardContent: { text: { text: 'plain' } } }],
          },
        ],
        guardrailConfig: config(),
      }),
    )
    expect(guarded.stopReason).toBe('end_turn')
    expect(
      guarded.trace?.guardrail?.inputAssessment?.['abcdefghijkl']?.invocationMetrics
        ?.guardrailCoverage?.textCharacters,
    ).toEqual({ guarded: 5, total: 17 })
  })

  test('grounds an answer on the source and query in guardContent', async () => {
    await using server = await guardedServer({
      contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.7 }] },
    })
    const answer = await server.runtime.send(
      new ConverseCommand({
        modelId: claude,
        messages: [
          {
            role: 'user',
            content: [
              { guardContent: { text: { text: 'Seals swim.', qualifiers: ['grounding_source'] } } },
              { guardContent: { text: { text: 'Which animal?', qualifiers: ['query'] } } },
            ],
          },
        ],
        guardrailConfig: config(),
      }),
    )
    expect(answer.trace?.guardrail?.outputAssessments?.['abcdefghijkl']).toMatchObject([
      { contextualGroundingPolicy: { filters: [{ action: 'BLOCKED', score: 0 }] } },
    ])
    expect(answer.stopReason).toBe('guardrail_intervened')
  })

  test('rejects a guardrail that does not exist, with AWS’s message', async () => {
    await using server = await guardedServer()
    for (const unknown of [{ guardrailIdentifier: 'zzz' }, { guardrailVersion: '7' }]) {
      await expect(
        server.runtime.send(
          new ConverseCommand({ ...says('plain'), guardrailConfig: config(unknown) }),
        ),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'The guardrail identifier or version provided in the request does not exist.',
      })
    }
    await expect(
      server
        .client({ region: 'eu-west-1' })
        .send(new ConverseCommand({ ...says('plain'), guardrailConfig: config() })),
    ).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

async function streamed(
  server: Awaited<ReturnType<typeof guardedServer>>,
  text: string,
  more: Partial<GuardrailStreamConfiguration> = {},
) {
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ ...says(text), guardrailConfig: { ...config(), ...more } }),
  )
  const events = await collect(stream)
  return {
    kinds: events.flatMap((event) => Object.keys(event)),
    deltas: events.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? []),
    stop: events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason,
    trace: events.find(({ metadata }) => metadata)?.metadata?.trace?.guardrail,
  }
}

describe('ConverseStream', () => {
  test('masks a value that is split over five chunks', async () => {
    await using server = await guardedServer()
    const { deltas, stop, trace } = await streamed(server, 'mail')
    expect(deltas).toEqual(['Write to ', '{EMAIL}', '', '', '', ' to', 'day.'])
    expect(stop).toBe('guardrail_intervened')
    expect(trace?.modelOutput).toEqual(['Write to jane@example.com today.'])
  })

  test('a blocked answer is one delta; the trace is in the metadata', async () => {
    await using server = await guardedServer()
    const { kinds, deltas, trace } = await streamed(server, 'walrus')
    expect(kinds).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ])
    expect(deltas).toEqual(['Input blocked.'])
    expect(trace?.actionReason).toBe('Guardrail blocked.')
  })

  test('asynchronous streams send the text, then the blocked message, and mask nothing', async () => {
    await using server = await guardedServer()
    const blocked = await streamed(server, 'animal', { streamProcessingMode: 'async' })
    expect(blocked.deltas.at(-1)).toBe('Output blocked.')
    expect(blocked.deltas.join('')).toBe('A walrus.Output blocked.')
    expect(blocked.stop).toBe('guardrail_intervened')
    const masked = await streamed(server, 'mail', { streamProcessingMode: 'async' })
    expect(masked.deltas.join('')).toBe('Write to jane@example.com today.')
    expect(masked.stop).toBe('end_turn')
  })
})
