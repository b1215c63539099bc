import { useBedrock } from 'bedrock-local/jest'
import type { TestBedrock } from 'bedrock-local/jest'

// Compiled, never run.

const bedrock: TestBedrock = useBedrock({ misses: 'allow' })
export const url: string = bedrock.url
