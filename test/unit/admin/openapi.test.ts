import { expect, test } from 'vitest'
import { openApi } from '../../../server/admin/openapi.ts'
import { adminRoutes } from '../../../server/admin/routes.ts'

interface Operation {
  operationId: string
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: { properties?: object } }> }
  responses: Record<string, { description: string }>
  security?: object[]
}
const document = openApi(adminRoutes) as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

test('contains every route of the table', () => {
  for (const { method, path } of adminRoutes)
    expect(document.paths[`/_admin${path}`]?.[method.toLowerCase()]).toBeDefined()
})

test('gives each operation a unique id', () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('getJournalId')
})

test('describes each path parameter', () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const { parameters = [] } of Object.values(operations))
      expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named)
  }
})

test('describes bodies with the shapes that validate them', () => {
  const verify = document.paths['/_admin/journal/verify']?.['post']
  const { schema } = verify?.requestBody?.content['application/json'] ?? {}
  expect(Object.keys(schema?.properties ?? {})).toEqual(
    expect.arrayContaining(['operation', 'prompt', 'tools', 'times']),
  )
})

test('only routes that reveal nothing answer without the token', () => {
  const open = adminRoutes.filter((row) => row.open === true).map(({ path }) => path)
  expect(open).toEqual(['/health', '/ready', '/', '/openapi.json'])
})
