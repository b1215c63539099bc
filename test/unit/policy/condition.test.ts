import { expect, test } from 'vitest'
import { DENIED, NO, YES, allow, deny, profile, verdict, when } from '../../support/verdict.ts'
import type { Row } from '../../support/verdict.ts'

const region = (value: string) => ({ context: { 'aws:RequestedRegion': value } })

// prettier-ignore
const conditions: Row[] = [
  ['StringEquals, same', when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }), region('us-east-1'), YES],
  ['StringEquals, other', when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }), region('us-east-2'), NO],
  ['StringEquals, missing key', when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }), {}, NO],
  ['StringEquals takes * literally', when({ StringEquals: { 'aws:RequestedRegion': 'us-*' } }), region('us-east-1'), NO],
  ['StringEquals keeps case', when({ StringEquals: { 'aws:RequestedRegion': 'US-EAST-1' } }), region('us-east-1'), NO],
  ['StringEqualsIgnoreCase', when({ StringEqualsIgnoreCase: { 'aws:RequestedRegion': 'US-EAST-1' } }), region('us-east-1'), YES],
  ['StringNotEqualsIgnoreCase', when({ StringNotEqualsIgnoreCase: { 'aws:RequestedRegion': 'US-EAST-1' } }), region('us-east-1'), NO],
  ['StringLike with *', when({ StringLike: { 'aws:RequestedRegion': 'us-*' } }), region('us-east-1'), YES],
  ['StringNotLike with *', when({ StringNotLike: { 'aws:RequestedRegion': 'us-*' } }), region('us-east-1'), NO],
  ['condition keys are the same in any case', when({ StringEquals: { 'AWS:requestedregion': 'us-east-1' } }), region('us-east-1'), YES],
  ['several values are alternatives', when({ StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } }), region('us-west-2'), YES],
  ['negated: none of the values', when({ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } }), region('us-west-2'), NO],
  ['negated: another value', when({ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } }), region('eu-west-1'), YES],
  ['negated: a missing key holds', when({ StringNotEquals: { 'bedrock:ServiceTier': 'flex' } }), {}, YES],
  ['several keys must all hold', when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:ServiceTier': 'flex' } }), { context: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:ServiceTier': 'default' } }, NO],
  ['several operators must all hold', when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' }, StringNotEquals: { 'bedrock:ServiceTier': 'flex' } }), { context: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:ServiceTier': 'default' } }, YES],
  ['IfExists with a missing key holds', when({ StringEqualsIfExists: { 'bedrock:ServiceTier': 'flex' } }), {}, YES],
  ['IfExists with a key compares', when({ StringEqualsIfExists: { 'bedrock:ServiceTier': 'flex' } }), { context: { 'bedrock:ServiceTier': 'priority' } }, NO],
  ['a denied service tier', [allow(), deny({ Condition: { StringEquals: { 'bedrock:ServiceTier': ['priority', 'flex'] } } })], { context: { 'bedrock:ServiceTier': 'priority' } }, DENIED],
  ['Null true: the key must be missing', when({ Null: { 'bedrock:InferenceProfileArn': 'true' } }), {}, YES],
  ['Null true with a key', when({ Null: { 'bedrock:InferenceProfileArn': 'true' } }), { context: { 'bedrock:InferenceProfileArn': profile } }, NO],
  ['Null false: the key must be there', when({ Null: { 'bedrock:InferenceProfileArn': false } }), { context: { 'bedrock:InferenceProfileArn': profile } }, YES],
  ['Null takes an empty list for a missing key', when({ Null: { 'aws:TagKeys': 'true' } }), { context: { 'aws:TagKeys': [] } }, YES],
  ['a model through a profile alone', [allow(), deny({ Condition: { Null: { 'bedrock:InferenceProfileArn': 'true' } } })], {}, DENIED],
  ['ArnEquals with a wildcard', when({ ArnEquals: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:*:123456789012:inference-profile/us.*' } }), { context: { 'bedrock:InferenceProfileArn': profile } }, YES],
  ['ArnLike does not reach over a colon', when({ ArnLike: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:*:inference-profile/us.*:0' } }), { context: { 'bedrock:InferenceProfileArn': profile } }, NO],
  ['ArnLike keeps to colons where StringLike does not', when({ StringLike: { 'bedrock:InferenceProfileArn': 'arn:aws:*profile/us.*' } }), { context: { 'bedrock:InferenceProfileArn': profile } }, YES],
  ['ArnNotLike', when({ ArnNotLike: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:*:*:inference-profile/global.*' } }), { context: { 'bedrock:InferenceProfileArn': profile } }, YES],
  ['ArnNotEquals of the same', when({ ArnNotEquals: { 'bedrock:InferenceProfileArn': profile } }), { context: { 'bedrock:InferenceProfileArn': profile } }, NO],
  ['the principal is a key', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/anna' } }), {}, YES],
  ['a guardrail, pinned', [allow(), deny({ Condition: { StringNotEquals: { 'bedrock:GuardrailIdentifier': 'arn:aws:bedrock:us-east-1:123456789012:guardrail/g1:1' } } })], {}, DENIED],
  ['a router', when({ ArnEquals: { 'bedrock:PromptRouterArn': 'arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/*' } }), { context: { 'bedrock:PromptRouterArn': 'arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/amazon.nova:1' } }, YES],
  ['Bool', when({ Bool: { 'aws:SecureTransport': true } }), { context: { 'aws:SecureTransport': 'true' } }, YES],
  ['Bool, missing key', when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), {}, NO],
  ['BoolIfExists, missing key', when({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }), {}, YES],
  ['NumericLessThan', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 300 } }), { context: { 'aws:MultiFactorAuthAge': '299' } }, YES],
  ['NumericLessThan, same', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }), { context: { 'aws:MultiFactorAuthAge': '300' } }, NO],
  ['NumericLessThanEquals, same', when({ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '300' } }), { context: { 'aws:MultiFactorAuthAge': '300' } }, YES],
  ['numbers are compared numerically', when({ NumericEquals: { 'aws:MultiFactorAuthAge': '300' } }), { context: { 'aws:MultiFactorAuthAge': '300.0' } }, YES],
  ['NumericGreaterThan with what is not a number', when({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '1' } }), { context: { 'aws:MultiFactorAuthAge': 'old' } }, NO],
  ['DateLessThan', when({ DateLessThan: { 'aws:CurrentTime': '2026-06-30T00:00:00Z' } }), { context: { 'aws:CurrentTime': '2026-06-29T23:59:59Z' } }, YES],
  ['DateGreaterThan', when({ DateGreaterThan: { 'aws:CurrentTime': '2026-06-30T00:00:00Z' } }), { context: { 'aws:CurrentTime': '2026-06-29T23:59:59Z' } }, NO],
  ['dates in seconds', when({ DateGreaterThan: { 'aws:EpochTime': '1700000000' } }), { context: { 'aws:EpochTime': '1700000001' } }, YES],
  ['IpAddress in a range', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), { context: { 'aws:SourceIp': '203.0.113.77' } }, YES],
  ['IpAddress outside', when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }), { context: { 'aws:SourceIp': '198.51.100.1' } }, NO],
  ['IpAddress of version 6', when({ IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }), { context: { 'aws:SourceIp': '2001:db8::1' } }, YES],
  ['NotIpAddress', when({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), { context: { 'aws:SourceIp': '203.0.113.77' } }, NO],
  ['ForAnyValue: one of the tags', when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } }), { context: { 'aws:TagKeys': ['x', 'team'] } }, YES],
  ['ForAnyValue, missing key', when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }), {}, NO],
  ['ForAnyValue negated, missing key', when({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'team' } }), {}, NO],
  ['ForAllValues: all of the tags', when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } }), { context: { 'aws:TagKeys': ['cost', 'team'] } }, YES],
  ['ForAllValues: one tag too many', when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } }), { context: { 'aws:TagKeys': ['cost', 'x'] } }, NO],
  ['ForAllValues, missing key', when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' } }), {}, YES],
  ['ForAllValues negated: none of them', when({ 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'secret*' } }), { context: { 'aws:TagKeys': ['team', 'secret1'] } }, NO],
  ["another service's key is missing here", when({ StringEquals: { 's3:prefix': 'a' } }), {}, NO],
]

test.each(conditions)('%s', (_what, statements, asked, expected) => {
  expect(verdict(statements, asked).decision).toBe(expected)
})
