import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [process.env.FAILING ? 'vitest/*.failing.ts' : 'vitest/*.spec.ts'],
    setupFiles: ['vitest/setup.ts'],
  },
})
