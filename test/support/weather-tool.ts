/** The JSON schema of a tool that tells the weather. */
export const schema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Name of the city' },
    unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
  },
  required: ['city'],
}

export const description = 'The current weather of a city'
