import { expect, test } from 'vitest'
import { overridesProblem } from '../../../server/models/overrides-check.ts'

test('every member can be set', () => {
  const override = {
    access: 'denied',
    lifecycle: 'legacy',
    onDemand: false,
    notReady: true,
    family: 'claude',
    modelName: 'Acme',
    providerName: 'Acme Inc',
    inputModalities: ['TEXT'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: ['ON_DEMAND'],
  }
  expect(overridesProblem({ 'acme.model-v1:0': override, 'acme.other': {} })).toBeUndefined()
})

test.each([
  [[], 'models must be an object with a member for each model id'],
  [{ 'acme.x': 'denied' }, 'models: acme.x must be an object such as {"access": "denied"}'],
  [
    { 'acme.x': { access: 'no' } },
    'models: acme.x: access must be granted, denied or useCaseFormMissing',
  ],
  [{ 'acme.x': { onDemand: 'false' } }, 'models: acme.x: onDemand must be true or false'],
  [
    { 'acme.x': { inputModalities: 'TEXT' } },
    'models: acme.x: inputModalities must be a list of strings',
  ],
  [{ 'acme.x': { foundation: '' } }, 'models: acme.x: foundation must be a string'],
])('%j is rejected with a message', (models, sentence) => {
  expect(overridesProblem(models)).toBe(sentence)
})

test('an unknown family or member is rejected with the valid ones', () => {
  expect(overridesProblem({ 'acme.x': { family: 'gpt-2' } })).toMatch(
    /^models: acme\.x: family must be claude-text, .* or marengo$/,
  )
  expect(overridesProblem({ 'acme.x': { acces: 'denied' } })).toMatch(
    /has an unknown member acces; known members are access, lifecycle,/,
  )
})
