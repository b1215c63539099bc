import { Environment } from './environment.ts'
import { launchOf } from './launch.ts'
import type { LambdaFunction } from './messages.ts'

/** The processes of a runner. One is started when none is free, and kept for a while after each call. */
export class Pool {
  #idle = new Map<string, Environment[]>()
  #all = new Set<Environment>()
  #idleMs: number
  #closed = false

  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  /** A process for this key, and whether it had to be started for this call. */
  async take(key: string, fn: LambdaFunction, variables: () => Record<string, string>) {
    const warm = this.#idle.get(key)?.pop()
    if (warm !== undefined && !warm.dead) return { env: warm, cold: false }
    const env = new Environment(fn, await launchOf(fn), variables())
    this.#all.add(env)
    if (this.#closed) env.kill()
    await env.ready
    return { env, cold: true }
  }

  give(key: string, env: Environment): void {
    if (env.dead || this.#closed) return this.#discard(env)
    const kept = this.#idle.get(key) ?? []
    this.#idle.set(key, kept)
    kept.push(env)
    setTimeout(() => {
      const at = kept.indexOf(env)
      if (at === -1) return
      kept.splice(at, 1)
      if (kept.length === 0) this.#idle.delete(key)
      this.#discard(env)
    }, this.#idleMs).unref()
  }

  close(): void {
    this.#closed = true
    this.#idle.clear()
    for (const env of this.#all) this.#discard(env)
  }

  #discard(env: Environment): void {
    env.kill()
    this.#all.delete(env)
  }
}
