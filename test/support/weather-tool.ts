/** The JSON schema of a weather tool. */
export const schema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Name of the city' },
    unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
  },
  required: ['city'],
}

export const description = 'The current weather of a city'
