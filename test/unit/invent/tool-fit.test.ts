import { describe, expect, test } from 'vitest'
import { fitting } from '../../../server/invent/tool-fit.ts'
import { SEARCH, WEATHER } from './asking.ts'

const tool = (name: string, description = '', schema = {}) => ({ name, description, schema })

describe('the tool for a prompt', () => {
  test.each([
    ['Are there orders that were cancelled?', 'cancelledOrders'],
    ['Please add 2 and 3', 'add_numbers'],
    ['Where are my shipments?', 'track_shipment'],
    ['Combien coûte le café?', 'prix'],
    ['Use the lookup tool', 'lookup'],
    ['What is 5 multiplied by 7?', 'multiply'],
    ['What is 5 + 7?', 'add_numbers'],
  ])('shares its words: %s', (prompt, name) => {
    const tools = [
      WEATHER,
      SEARCH,
      tool('cancelledOrders'),
      tool('add_numbers', 'Adds two numbers'),
      tool('track_shipment', 'Tells where what was shipped is'),
      tool('prix', 'Dit combien coûte le café'),
      tool('lookup'),
      tool('multiply', 'Multiply two integers'),
    ]
    expect(fitting(tools, prompt)?.name).toBe(name)
  })

  test('does not exist if no words are shared, or only those common to all tools', () => {
    expect(fitting([WEATHER, SEARCH], 'Tell me a joke')).toBeUndefined()
    expect(fitting([tool('get_data', 'Returns a list of values')], 'get the data')).toBeUndefined()
  })

  test('is the one whose values are named, if two are alike', () => {
    const sized = (name: string, ...values: string[]) =>
      tool(name, 'Order a pizza', { properties: { size: { enum: values } } })
    expect(fitting([sized('a', 'small'), sized('b', 'family')], 'A family pizza')?.name).toBe('b')
  })

  test('is found at the end of a long prompt, too', () => {
    expect(fitting([WEATHER], `${'word '.repeat(4000)} weather in Paris`)).toBe(WEATHER)
  })
})
