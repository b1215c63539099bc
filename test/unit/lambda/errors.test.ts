import { expect, test } from 'vitest'
import { LambdaError } from '../../../server/lambda/errors.ts'

test("has Lambda's message for an unknown function", () => {
  const error = new LambdaError('ResourceNotFoundException', 'Function not found: arn')
  expect(error.status).toBe(404)
  expect(error.body.toString()).toBe('{"Type":"User","Message":"Function not found: arn"}')
})

test('too many concurrent calls are throttled with a reason', () => {
  const busy = Object.assign(new Error('busy'), { name: 'TooManyCalls' })
  expect(LambdaError.from(busy)).toMatchObject({ name: 'TooManyRequestsException', status: 429 })
  expect(LambdaError.from(busy).body.toString()).toBe(
    '{"Reason":"ConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
  )
})

test('any unexpected error is a ServiceException with its message', () => {
  expect(LambdaError.from(new Error('no such folder'))).toMatchObject({
    name: 'ServiceException',
    status: 500,
    message: 'bedrock-local could not run the function: no such folder',
  })
})
