import {
  ConflictException,
  CreateGuardrailCommand,
  CreateGuardrailVersionCommand,
  DeleteGuardrailCommand,
  GetGuardrailCommand,
  ListGuardrailsCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGuardrailCommand,
  ValidationException,
  paginateListGuardrails,
} from '@aws-sdk/client-bedrock'
import type { CreateGuardrailCommandInput } from '@aws-sdk/client-bedrock'
import { describe, expect, test } from 'vitest'
import { aws, noAwsCli, noBoto3, python } from '../support/python.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const definition = (name: string): CreateGuardrailCommandInput => ({
  name,
  blockedInputMessaging: 'I cannot help with that.',
  blockedOutputsMessaging: 'I cannot say that.',
  wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
})

test('the JavaScript SDK creates, reads and deletes a guardrail', async () => {
  const { control } = server
  const made = await control.send(new CreateGuardrailCommand(definition('javascript')))
  const guardrailIdentifier = made.guardrailId
  expect(made).toMatchObject({ version: 'DRAFT', createdAt: expect.any(Date) })
  expect(made.$metadata.httpStatusCode).toBe(202)
  expect(made.guardrailArn).toBe(
    `arn:aws:bedrock:us-east-1:123456789012:guardrail/${guardrailIdentifier}`,
  )
  const read = await control.send(new GetGuardrailCommand({ guardrailIdentifier }))
  expect(read).toMatchObject({ name: 'javascript', status: 'READY', updatedAt: made.createdAt })
  const { guardrails } = await control.send(new ListGuardrailsCommand({}))
  expect(guardrails?.map(({ id }) => id)).toContain(guardrailIdentifier)

  await expect(control.send(new CreateGuardrailCommand(definition('javascript')))).rejects.toThrow(
    ConflictException,
  )
  const deleted = await control.send(new DeleteGuardrailCommand({ guardrailIdentifier }))
  expect(deleted.$metadata.httpStatusCode).toBe(202)
  await expect(control.send(new GetGuardrailCommand({ guardrailIdentifier }))).rejects.toThrow(
    ResourceNotFoundException,
  )
})

test("an invalid definition is rejected with AWS's message", async () => {
  const long = {
    ...definition('long'),
    topicPolicyConfig: {
      topicsConfig: [{ name: 'x', definition: 'y'.repeat(1001), type: 'DENY' as const }],
    },
  }
  const error = await server.control.send(new CreateGuardrailCommand(long)).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ValidationException)
  expect((error as Error).message).toBe(
    "1 validation error detected: Value at 'topicPolicyConfig.topicsConfig.1.member.definition' failed to satisfy constraint: Member must have length less than or equal to 1000",
  )
})

test("Terraform's sequence reads back without a diff", async () => {
  const { control } = server
  const planned = {
    ...definition('terraform'),
    description: 'Planned.',
    contentPolicyConfig: {
      filtersConfig: [
        { type: 'HATE', inputStrength: 'HIGH', outputStrength: 'LOW' },
        { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' },
      ],
    },
    sensitiveInformationPolicyConfig: {
      piiEntitiesConfig: [{ type: 'EMAIL', action: 'BLOCK' }],
      regexesConfig: [{ name: 'ticket', pattern: String.raw`^T-\d{4}$`, action: 'ANONYMIZE' }],
    },
  } satisfies CreateGuardrailCommandInput
  const asPlanned = {
    name: 'terraform',
    blockedInputMessaging: planned.blockedInputMessaging,
    blockedOutputsMessaging: planned.blockedOutputsMessaging,
    description: planned.description,
    contentPolicy: { filters: planned.contentPolicyConfig.filtersConfig },
    wordPolicy: { words: [{ text: 'walrus' }] },
    sensitiveInformationPolicy: {
      piiEntities: planned.sensitiveInformationPolicyConfig.piiEntitiesConfig,
      regexes: planned.sensitiveInformationPolicyConfig.regexesConfig,
    },
  }
  const attributes = async (guardrailIdentifier = '', guardrailVersion = 'DRAFT') => {
    const command = new GetGuardrailCommand({ guardrailIdentifier, guardrailVersion })
    const { $metadata: _, createdAt: _c, updatedAt: _u, ...rest } = await control.send(command)
    return rest
  }

  // apply: create with tags, poll until READY, read.
  const tags = [{ key: 'team', value: 'a' }]
  const { guardrailId, guardrailArn } = await control.send(
    new CreateGuardrailCommand({ ...planned, tags }),
  )
  const computed = { guardrailId, guardrailArn, version: 'DRAFT', status: 'READY' }
  expect(await attributes(guardrailId)).toEqual({ ...asPlanned, ...computed })
  const listTags = new ListTagsForResourceCommand({ resourceARN: guardrailArn })
  expect((await control.send(listTags)).tags).toEqual(tags)

  // aws_bedrock_guardrail_version names the guardrail by its ARN.
  const { version } = await control.send(
    new CreateGuardrailVersionCommand({ guardrailIdentifier: guardrailArn, description: 'v1' }),
  )
  const frozen = { ...asPlanned, ...computed, version: '1', description: 'v1' }
  expect(await attributes(guardrailArn, version)).toEqual(frozen)

  // apply again with a changed plan: tags, update, poll, read.
  await control.send(new UntagResourceCommand({ resourceARN: guardrailArn, tagKeys: ['team'] }))
  await control.send(
    new TagResourceCommand({ resourceARN: guardrailArn, tags: [{ key: 'team', value: 'b' }] }),
  )
  const { contentPolicyConfig: _, ...changed } = { ...planned, description: 'Changed.' }
  await control.send(new UpdateGuardrailCommand({ ...changed, guardrailIdentifier: guardrailId }))
  const { contentPolicy: __, ...rest } = asPlanned
  expect(await attributes(guardrailId)).toEqual({ ...rest, ...computed, description: 'Changed.' })
  expect(await attributes(guardrailArn, version)).toEqual(frozen)
  expect((await control.send(listTags)).tags).toEqual([{ key: 'team', value: 'b' }])

  // destroy: the version, then the guardrail; each is polled until it is not found.
  for (const guardrailVersion of [version, undefined]) {
    await control.send(
      new DeleteGuardrailCommand({ guardrailIdentifier: guardrailArn, guardrailVersion }),
    )
    await expect(attributes(guardrailArn, guardrailVersion)).rejects.toThrow(
      ResourceNotFoundException,
    )
  }
})

test('the paginator lists all guardrails', async () => {
  const { control } = server
  for (const name of ['page-1', 'page-2', 'page-3'])
    await control.send(new CreateGuardrailCommand(definition(name)))
  const names: (string | undefined)[] = []
  for await (const page of paginateListGuardrails({ client: control, pageSize: 2 }, {}))
    names.push(...(page.guardrails ?? []).map(({ name }) => name))
  expect(names).toEqual(['page-1', 'page-2', 'page-3'])
})

describe.skipIf(noBoto3 !== undefined)('boto3', () => {
  test('creates, versions, updates, lists and deletes a guardrail with every policy', async () => {
    expect(await python('guardrails', server.url, { AWS_ACCESS_KEY_ID: 'boto3' })).toEqual({
      status: 202,
      version: 'DRAFT',
      year: new Date().getFullYear(),
      draft: {
        topicPolicy: {
          topics: [
            {
              name: 'Investments',
              definition: 'Advice on where to invest.',
              examples: ['Which fund?'],
              type: 'DENY',
            },
          ],
          tier: { tierName: 'STANDARD' },
        },
        contentPolicy: {
          filters: [
            {
              type: 'HATE',
              inputStrength: 'HIGH',
              outputStrength: 'MEDIUM',
              inputModalities: ['TEXT', 'IMAGE'],
            },
          ],
          tier: { tierName: 'STANDARD' },
        },
        wordPolicy: {
          words: [{ text: 'walrus', outputAction: 'NONE' }],
          managedWordLists: [{ type: 'PROFANITY' }],
        },
        sensitiveInformationPolicy: {
          piiEntities: [
            { type: 'EMAIL', action: 'ANONYMIZE', inputAction: 'ANONYMIZE', inputEnabled: true },
          ],
          regexes: [
            {
              name: 'Ticket Number',
              description: 'A ticket.',
              pattern: 'T-[0-9]{4}',
              action: 'BLOCK',
            },
          ],
        },
        contextualGroundingPolicy: {
          filters: [{ type: 'GROUNDING', threshold: 0.75, action: 'BLOCK', enabled: true }],
        },
        crossRegionDetails: {
          guardrailProfileId: 'us.guardrail.v1:0',
          guardrailProfileArn:
            'arn:aws:bedrock:us-east-1:123456789012:guardrail-profile/us.guardrail.v1:0',
        },
      },
      versions: ['1', '2'],
      pages: [['DRAFT', '1'], ['2']],
      tags: [{ key: 'team', value: 'support' }],
      frozen: ['One.', true],
      errors: {
        name: ['ConflictException', 'Another guardrail in your account already has this name.'],
        empty: ['ValidationException', 'The guardrail must have at least one policy configured.'],
        version: [
          'ResourceNotFoundException',
          'The guardrail identifier or version provided in the request does not exist.',
        ],
        deleted: [
          'ResourceNotFoundException',
          'The guardrail identifier or version provided in the request does not exist.',
        ],
      },
    })
  })
})

test.skipIf(noAwsCli !== undefined)('the AWS CLI creates a guardrail', async () => {
  const words = '{"wordsConfig":[{"text":"walrus"}]}'
  const { code, stdout } = await aws(
    server.url,
    'bedrock create-guardrail --name cli --blocked-input-messaging no --blocked-outputs-messaging no --word-policy-config',
    words,
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ version: 'DRAFT' })
})
