import type { Call, Miss } from '../bedrock/types.ts'
export declare function missMessage(call: Call, misses: readonly Miss[]): string
