import { expect, test } from 'vitest'
import { NO, YES, allow, verdict, when } from '../../support/verdict.ts'
import type { Row } from '../../support/verdict.ts'

const named = { context: { 'aws:username': 'anna', 'aws:PrincipalTag/team': 'a*' } }
const team = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/anna'

// prettier-ignore
const variables: Row[] = [
  ['a variable in a resource', allow({ Resource: 'arn:aws:bedrock:*:*:application-inference-profile/${aws:username}' }), { ...named, resource: team }, YES],
  ["another user's resource", allow({ Resource: 'arn:aws:bedrock:*:*:application-inference-profile/${aws:username}' }), { context: { 'aws:username': 'bob' }, resource: team }, NO],
  ['a variable without a value matches nothing', allow({ Resource: 'arn:aws:bedrock:*:*:application-inference-profile/${aws:username}*' }), { resource: team }, NO],
  ['a variable with a default', allow({ Resource: "arn:aws:bedrock:*:*:application-inference-profile/${aws:username, 'anna'}" }), { resource: team }, YES],
  ['a value cannot contain wildcards', allow({ Resource: 'arn:aws:bedrock:*:*:application-inference-profile/${aws:PrincipalTag/team}' }), { ...named, resource: team }, NO],
  ['${*} is a star', when({ StringLike: { 'aws:PrincipalTag/team': 'a${*}' } }), named, YES],
  ['${?} is a question mark', when({ StringLike: { 'aws:PrincipalTag/team': 'a${?}' } }), named, NO],
  ['a variable in a condition', when({ StringEquals: { 'aws:ResourceTag/owner': '${aws:username}' } }), { context: { 'aws:username': 'anna', 'aws:ResourceTag/owner': 'anna' } }, YES],
  ['a variable in an ARN condition', when({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:user/${aws:username}' } }), named, YES],
]

test.each(variables)('%s', (_what, statements, asked, expected) => {
  expect(verdict(statements, asked).decision).toBe(expected)
})

test('without the version of 2012, a variable is plain text', () => {
  const statement = when({ StringEquals: { 'aws:PrincipalTag/team': '${aws:username}' } })
  const request = { context: { 'aws:username': 'anna', 'aws:PrincipalTag/team': 'anna' } }
  expect(verdict(statement, request, '2008-10-17').decision).toBe(NO)
  expect(verdict(statement, request).decision).toBe(YES)
})
