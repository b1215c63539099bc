// Starts the server, and stops it with the process that started it, even if that process was killed: its end of the
// pipe closes then.
import { pathToFileURL } from 'node:url'

process.stdin.once('end', () => process.exit()).resume()
process.stdin.unref?.()
process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1]).href)
