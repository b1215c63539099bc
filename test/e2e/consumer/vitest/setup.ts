import { useBedrock } from 'bedrock-local/vitest'

export const bedrock = useBedrock({ fixtures: 'fixtures' })
