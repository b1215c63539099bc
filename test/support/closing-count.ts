import type { Reporter, TestModule } from 'vitest/node'

/** Prints the totals as the last line of a run. */
export const closingCount: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      // A file that cannot be loaded has no tests, and fails all the same.
      if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0)
        count.failed++
    }
    console.log(
      `\n${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`,
    )
  },
}
