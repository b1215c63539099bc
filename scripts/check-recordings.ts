import { verdictsOf } from '../test/support/recording-checks.ts'
import { absent, readRecordings } from '../test/support/recordings.ts'

// Compares the dialects with genuine traffic: npx tsx scripts/check-recordings.ts [words of what to check]

const words = process.argv.slice(2)

if (absent !== undefined) {
  console.log(`Nothing checked: ${absent}. Set RECORDINGS_DIR to the folder that holds them.`)
} else {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const recording of readRecordings()) {
    for (const { id, check, about, result, why } of verdictsOf(recording)) {
      if (!words.every((word) => `${id} ${check} ${about}`.includes(word))) continue
      counts[result]++
      if (result === 'failed') console.log(`${id} ${about}, ${check}:\n  ${why.join('\n  ')}`)
    }
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  process.exitCode = counts.failed > 0 ? 1 : 0
}
