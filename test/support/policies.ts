import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AccessDeniedException as ControlDenied } from '@aws-sdk/client-bedrock'
import { AccessDeniedException, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { expect, inject } from 'vitest'

export function fileOf(value: unknown): string {
  const file = join(inject('runFolder'), `policy-${randomUUID()}.json`)
  writeFileSync(file, JSON.stringify(value))
  return file
}
export const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
export const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  Condition?: object,
) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})
export const deny = (Action: string, Resource: string, Condition?: object) => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
})

export const micro = 'amazon.nova-micro-v1:0'
export const model = (id: string, region = 'us-east-1') =>
  `arn:aws:bedrock:${region}::foundation-model/${id}`
export const own = (resource: string) => `arn:aws:bedrock:us-east-1:123456789012:${resource}`
export const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }]
export const ask = (client: BedrockRuntimeClient, modelId = micro) =>
  client.send(new ConverseCommand({ modelId, messages }))
export const denial = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'allowed',
    (error: Error) => {
      expect([AccessDeniedException, ControlDenied].some((type) => error instanceof type)).toBe(
        true,
      )
      return error.message
    },
  )
export const missing = (action: string, resource: string, user = 'user/test') =>
  `User: arn:aws:iam::123456789012:${user} is not authorized to perform: bedrock:${action} on resource: ${resource} because no identity-based policy allows the bedrock:${action} action`
