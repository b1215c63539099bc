import { Environment } from './environment.ts'
import { bootstrap, prepare } from './functions.ts'
import type { LambdaFunction } from './functions.ts'

/** The processes of one runner: started when none is free, kept for a while, stopped when their code changes. */
export class Pool {
  #idle = new Map<string, Map<string, Environment[]>>()
  #all = new Set<Environment>()
  #idleMs: number
  #closed = false

  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  /** A process with exactly these variables, and whether it was started for this call. */
  async take(fn: LambdaFunction, key: string, variables: () => Record<string, string>) {
    if (await prepare(fn)) this.#forget(fn)
    const warm = this.#idle.get(fn.name)?.get(key)?.pop()
    if (warm !== undefined && !warm.dead) return { env: warm, cold: false }
    const env = new Environment(fn, await bootstrap(), variables())
    this.#all.add(env)
    if (this.#closed) env.kill()
    await env.ready
    return { env, cold: true }
  }

  give(fn: LambdaFunction, key: string, env: Environment): void {
    if (env.dead || this.#closed) return this.#discard(env)
    const ofFunction = this.#idle.get(fn.name) ?? new Map<string, Environment[]>()
    const kept = ofFunction.get(key) ?? []
    this.#idle.set(fn.name, ofFunction.set(key, kept))
    kept.push(env)
    setTimeout(() => {
      const at = kept.indexOf(env)
      if (at === -1) return
      kept.splice(at, 1)
      this.#discard(env)
    }, this.#idleMs).unref()
  }

  close(): void {
    this.#closed = true
    this.#idle.clear()
    for (const env of this.#all) this.#discard(env)
  }

  #forget(fn: LambdaFunction): void {
    for (const kept of this.#idle.get(fn.name)?.values() ?? []) {
      for (const env of kept) this.#discard(env)
    }
    this.#idle.delete(fn.name)
  }

  #discard(env: Environment): void {
    env.kill()
    this.#all.delete(env)
  }
}
