/** The tokens that one invocation may use, all attempts together. Without a limit, retries multiply the bill. */
export interface TokenBudget {
  allows(tokens: number): boolean
  spend(tokens: number): void
}

export function tokenBudget(limit: number): TokenBudget {
  let spent = 0
  return {
    allows: (tokens) => spent + tokens <= limit,
    spend(tokens) {
      spent += tokens
    },
  }
}

/** A rough estimate, for requests that have not been counted and streams that broke before their usage arrived. */
export function estimateTokens(...texts: string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
}
