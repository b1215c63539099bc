import { expect, test } from 'vitest'
import { readAddress, storeName } from '../../../server/redis/address.ts'

test('a URL contains the address of the store, the user, and the prefix', () => {
  expect(readAddress('redis://localhost')).toEqual({
    host: 'localhost',
    port: 6_379,
    tls: false,
    db: 0,
    prefix: 'bedrock-local:',
  })
  expect(readAddress('rediss://me:p%40ss@[::1]:6380/2?prefix=team:')).toEqual({
    host: '::1',
    port: 6_380,
    tls: true,
    username: 'me',
    password: 'p@ss',
    db: 2,
    prefix: 'team:',
  })
})

test('messages name the store without credentials', () => {
  expect(storeName(readAddress('rediss://me:secret@[::1]:6380/2'))).toBe('rediss://[::1]:6380/2')
  expect(storeName(readAddress('redis://:secret@host'))).toBe('redis://host:6379')
})

test('an invalid database is rejected without repeating the password', () => {
  expect(() => readAddress('redis://:secret@host/two')).toThrow(/^state takes a URL such as redis:/)
})
