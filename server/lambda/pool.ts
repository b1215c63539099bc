import { Environment } from './environment.ts'
import { launchOf } from './launch.ts'
import type { LambdaFunction } from './messages.ts'

// Each session has processes of its own, and each of them takes the memory of a whole Node.js or Python.
const MAX_IDLE = 10

/** The processes of a runner. One is started when none is free, and kept for a while after each call. */
export class Pool {
  /** In the order in which they became idle. */
  #idle: { key: string; env: Environment }[] = []
  #all = new Set<Environment>()
  #idleMs: number
  #closed = false

  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  /** A process for this key, and whether it had to be started for this call. */
  async take(key: string, fn: LambdaFunction, variables: () => Record<string, string>) {
    const at = this.#idle.findLastIndex((one) => one.key === key)
    const warm = at === -1 ? undefined : this.#idle.splice(at, 1)[0]?.env
    if (warm?.dead === false) return { env: warm, cold: false }
    this.#discard(warm)
    const env = new Environment(fn, await launchOf(fn), variables())
    this.#all.add(env)
    if (this.#closed) env.kill()
    await env.ready
    return { env, cold: true }
  }

  give(key: string, env: Environment): void {
    if (env.dead || this.#closed) return this.#discard(env)
    const idle = { key, env }
    this.#idle.push(idle)
    if (this.#idle.length > MAX_IDLE) this.#discard(this.#idle.shift()?.env)
    setTimeout(() => {
      const at = this.#idle.indexOf(idle)
      if (at === -1) return
      this.#idle.splice(at, 1)
      this.#discard(env)
    }, this.#idleMs).unref()
  }

  close(): void {
    this.#closed = true
    this.#idle = []
    for (const env of this.#all) this.#discard(env)
  }

  #discard(env: Environment | undefined): void {
    if (env === undefined) return
    env.kill()
    this.#all.delete(env)
  }
}
