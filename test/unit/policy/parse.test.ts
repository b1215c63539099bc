import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPolicies } from '../../../server/policy/file.ts'
import { parsePolicies } from '../../../server/policy/parse.ts'
import { policiesOf } from '../../../server/policy/policy.ts'

const statement = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: '*' }
const policy = { Version: '2012-10-17', Statement: [statement] }
const one = (more: object) => ({ ...policy, Statement: [{ ...statement, ...more }] })
const when = (Condition: unknown) => one({ Condition })

describe('contents of a file', () => {
  test('one policy for every caller, named after the file', () => {
    const policies = parsePolicies(policy, 'iam/reader.json')
    expect(policiesOf(policies, 'anybody').map(({ name }) => name)).toEqual(['reader'])
  })

  test('a single statement without a list', () => {
    const policies = parsePolicies({ Version: '2012-10-17', Statement: statement }, 'p.json')
    expect(policiesOf(policies, '')[0]?.statements[0]?.place).toBe('p.json#/Statement')
  })

  test('several policies, with the Id of one as its name', () => {
    const policies = parsePolicies([policy, { ...policy, Id: 'Own' }], 'p.json')
    expect(policiesOf(policies, '').map(({ name }) => name)).toEqual(['p-1', 'Own'])
  })

  test('policies by role; an unknown role has none', () => {
    const policies = parsePolicies({ reader: policy, writer: [policy, policy] }, 'p.json')
    expect(policiesOf(policies, 'reader')).toHaveLength(1)
    expect(policiesOf(policies, 'writer')).toHaveLength(2)
    expect(policiesOf(policies, 'nobody')).toHaveLength(0)
  })

  test('an operation that is not an action is accepted with a note', () => {
    expect(parsePolicies(one({ Action: ['*', '*:*', 'BEDROCK:Invoke*'] }), 'p.json').notes).toEqual(
      [],
    )
    expect(parsePolicies(one({ Action: ['bedrock:converse'] }), 'p.json').notes).toEqual([
      'p.json#/Statement/0/Action/0 is not an IAM action: bedrock:converse needs bedrock:InvokeModel',
    ])
  })
})

// prettier-ignore
const refused: [unknown, string][] = [
  ['text', 'p.json must contain a policy with Version and Statement, a list of policies, or policies by role'],
  [{}, 'p.json must contain a policy with Version'],
  [[], 'p.json contains no policy'],
  [{ role: 1 }, 'p.json#/role is not a policy'],
  [{ ...policy, Statment: [] }, 'p.json#/Statment is not an element of a policy; a policy has Version, Id, Statement'],
  [{ ...policy, version: '' }, 'p.json#/version is not an element of a policy; did you mean Version?'],
  [{ Version: '2012-10-17' }, 'p.json has no Statement'],
  [{ ...policy, Version: '2012-10-18' }, 'p.json#/Version must be 2012-10-17 or 2008-10-17, not "2012-10-18"'],
  [{ ...policy, Id: 7 }, 'p.json#/Id must be a string'],
  [{ ...policy, Statement: [] }, 'p.json#/Statement contains no statement'],
  [{ ...policy, Statement: ['x'] }, 'p.json#/Statement/0 is not a statement'],
  [{ ...policy, Statement: [{ ...statement, Sid: 'A' }, { ...statement, Sid: 'A' }] }, 'p.json#/Statement has the Sid A twice'],
  [one({ Efect: 'Allow' }), 'p.json#/Statement/0/Efect is not an element of a statement; a statement has Sid, Effect,'],
  [one({ action: 'x' }), 'p.json#/Statement/0/action is not an element of a statement; did you mean Action?'],
  [one({ Effect: 'allow' }), 'p.json#/Statement/0/Effect must be Allow or Deny, not "allow"'],
  [one({ Effect: undefined }), 'p.json#/Statement/0/Effect must be Allow or Deny, not null'],
  [one({ Sid: 'no spaces' }), 'p.json#/Statement/0/Sid must consist of letters and digits'],
  [one({ Principal: '*' }), 'p.json#/Statement/0/Principal is not allowed'],
  [one({ NotAction: 'bedrock:*' }), 'p.json#/Statement/0 has both Action and NotAction'],
  [{ ...policy, Statement: [{ Effect: 'Allow', Action: '*' }] }, 'p.json#/Statement/0 has neither Resource nor NotResource'],
  [one({ Action: 'InvokeModel' }), 'p.json#/Statement/0/Action must be an action such as bedrock:InvokeModel, not "InvokeModel"'],
  [one({ Action: ['bedrock:*', 3] }), 'p.json#/Statement/0/Action/1 must be a string'],
  [one({ Action: [] }), 'p.json#/Statement/0/Action is empty'],
  [one({ Resource: 'amazon.nova-micro-v1:0' }), 'p.json#/Statement/0/Resource must be an ARN that names its service, or "*"'],
  [one({ Resource: 'arn:aws:*:us-east-1::x' }), 'p.json#/Statement/0/Resource must be an ARN that names its service'],
  [one({ Resource: 'arn:aws:bedrock:::${}' }), 'p.json#/Statement/0/Resource has a variable without a name'],
  [when('x'), 'p.json#/Statement/0/Condition must be an object'],
  [when({ StringMatches: { 'aws:username': 'a' } }), 'p.json#/Statement/0/Condition/StringMatches is not a condition operator'],
  [when({ 'ForAnyValue:stringlike': { 'aws:username': 'a' } }), 'did you mean ForAnyValue:StringLike?'],
  [when({ NullIfExists: { 'aws:username': 'true' } }), 'Null itself tests whether a key exists'],
  [when({ 'ForSomeValues:StringLike': { 'aws:username': 'a' } }), 'is not a condition operator'],
  [when({ StringEquals: 'x' }), 'p.json#/Statement/0/Condition/StringEquals must be an object'],
  [when({ StringEquals: { 'bedrock:GuardrailId': 'x' } }), 'p.json#/Statement/0/Condition/StringEquals/bedrock:GuardrailId is not a condition key for Bedrock'],
  [when({ StringEquals: { username: 'x' } }), '/username is not a condition key: keys have a prefix'],
  [when({ NumericEquals: { 'aws:RequestedRegion': '1' } }), 'can be used with String and Null operators, not Numeric'],
  [when({ ArnLike: { 'aws:username': 'arn:aws:iam::1:user/x' } }), 'can be used with String and Null operators, not Arn'],
  [when({ Bool: { 'aws:SecureTransport': 'yes' } }), 'must be true or false, not "yes"'],
  [when({ Null: { 'aws:username': 'no' } }), 'must be true or false, not "no"'],
  [when({ NumericEquals: { 'aws:MultiFactorAuthAge': 'old' } }), 'must be a number, not "old"'],
  [when({ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }), 'must be a date such as'],
  [when({ IpAddress: { 'aws:SourceIp': '300.0.0.0/8' } }), 'must be an IP address or a range'],
  [when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/64' } }), 'must be an IP address or a range'],
  [when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/24.5' } }), 'must be an IP address or a range'],
  [when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/24/8' } }), 'must be an IP address or a range'],
  [when({ ArnLike: { 'aws:PrincipalArn': 'user/anna' } }), 'must be an ARN with six parts separated by colons'],
  [when({ StringEquals: { 'aws:username': [] } }), '/aws:username has no value'],
  [when({ StringEquals: { 'aws:username': [null] } }), '/aws:username must be a string, not null'],
  [when({ StringEquals: { 'aws:ResourceTag/a~b/c': [] } }), '/aws:ResourceTag~1a~0b~1c has no value'],
]

test.each(refused)('%j is rejected with its position', (value, says) => {
  expect(() => parsePolicies(value, 'p.json')).toThrow(says)
})

describe('files', () => {
  const write = (text: string, name = 'policy.json') => {
    const file = join(mkdtempSync(join(tmpdir(), 'policy-')), name)
    writeFileSync(file, text)
    return file
  }

  test('JSON and YAML', () => {
    expect(readPolicies(write(JSON.stringify(policy, null, '\t'))).kind).toBe('everyone')
    const yaml = 'Version: 2012-10-17\nStatement: { Effect: Deny, Action: "*", Resource: "*" }\n'
    expect(readPolicies(write(yaml, 'policy.yaml')).kind).toBe('everyone')
  })

  test('a syntax error is reported with its line', () => {
    expect(() => readPolicies(write('{\n  "Version": "2012-10-17",,\n}'))).toThrow(
      /policy\.json:2:\d+: not valid JSON or YAML: /,
    )
  })

  test('a duplicate member is reported, unlike in JSON.parse', () => {
    expect(() =>
      readPolicies(write('{"Version":"2012-10-17","Statement":[],"Statement":[]}')),
    ).toThrow('duplicated mapping key')
  })

  test('a missing file', () => {
    expect(() => readPolicies('/nowhere/policy.json')).toThrow(
      'The policy file /nowhere/policy.json cannot be read: no such file or folder',
    )
  })
})
