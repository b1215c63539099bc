import type { Tool, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime'

export const weatherTool: Tool = {
  toolSpec: {
    name: 'get_weather',
    description: 'The current weather in a city.',
    inputSchema: {
      json: {
        type: 'object',
        properties: { city: { type: 'string', description: 'The name of the city' } },
        required: ['city'],
      },
    },
  },
}

// A stand-in for a weather service. The same city always has the same weather, so that runs can be repeated.
const SKIES = ['sunny', 'cloudy', 'light rain', 'windy']

export interface Weather {
  city: string
  temperature: number
  sky: string
}

/** Runs the tool. The message of an error is for the model, so that it can correct its call. */
export function getWeather({ name, input }: Pick<ToolUseBlock, 'name' | 'input'>): Weather {
  if (name !== 'get_weather') throw new Error(`There is no tool named ${name}`)
  const city = (input as { city?: unknown } | null)?.city
  if (typeof city !== 'string' || city.trim() === '') throw new Error('city must be a name')
  let sum = 0
  for (const letter of city.toLowerCase()) sum += letter.codePointAt(0) ?? 0
  return { city, temperature: 8 + (sum % 20), sky: SKIES[sum % SKIES.length] ?? 'sunny' }
}
