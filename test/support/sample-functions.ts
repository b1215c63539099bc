/** Functions that do one thing each, well or badly. */
export const SAMPLES = {
  echo: 'export const handler = async (event) => event',
  context: `export const handler = async (event, context) => {
    const first = context.getRemainingTimeInMillis()
    await new Promise((done) => setTimeout(done, 30))
    return { ...context, first, later: context.getRemainingTimeInMillis(), env: process.env }
  }`,
  throws: 'export const handler = async () => { throw new RangeError("too far") }',
  'throws-text': 'export const handler = async () => { throw "just text" }',
  circular: 'export const handler = async () => { const a = {}; a.a = a; return a }',
  bigint: 'export const handler = async () => ({ n: 1n })',
  nothing: 'export const handler = async () => {}',
  never: 'export const handler = () => new Promise(() => {})',
  busy: 'export const handler = async () => { for (;;); }',
  flood:
    'export const handler = async () => { for (let i = 0; i < 50000; i++) console.log("x".repeat(200)); return "done" }',
  exits: 'export const handler = async () => process.exit(3)',
  'exits-quietly': 'export const handler = async () => process.exit(0)',
  killed:
    'export const handler = async () => { process.kill(process.pid, "SIGKILL"); await new Promise(() => {}) }',
  leaks:
    'let ticks = 0; export const handler = async () => { setInterval(() => { ticks += 1 }, 1); return ticks }',
  'leaks-bomb':
    'import { writeFileSync } from "node:fs"; export const handler = async () => { setTimeout(() => { writeFileSync(new URL("late", import.meta.url), ""); throw new Error("late") }, 5); return "fine" }',
  rejects:
    'export const handler = async () => { Promise.reject(new Error("nobody waits")); await new Promise((done) => setTimeout(done, 500)) }',
  uncaught:
    'export const handler = async () => { setTimeout(() => { throw new TypeError("from a timer") }, 1); await new Promise((done) => setTimeout(done, 500)) }',
  counts:
    'let calls = 0; export const handler = async () => ({ calls: ++calls, pid: process.pid })',
  callback: 'export const handler = (event, context, callback) => callback(null, 1)',
  syntax: 'export const handler = async () => {',
  'no-handler': 'export const other = 1',
  'bad-import': 'import "no-such-package"; export const handler = async () => 1',
  'bad-start': 'throw new Error("TOKEN is not set")',
  'exits-at-start': 'process.exit(7)',
  large: 'export const handler = async () => "x".repeat(7 * 1024 * 1024)',
  logs: `console.log('loading'); export const handler = async () => {
    console.log('a %s', 'b'); console.error('bad'); process.stdout.write('raw\\n'); return 1 }`,
  streams: `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.setContentType('text/plain')
    for (const part of event.parts) { stream.write(part); await new Promise((done) => setTimeout(done, 20)) }
    stream.end()
  })`,
  'stream-breaks': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('begun'); throw new Error('broken') })`,
  'stream-open':
    'export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("x") })',
  meddles: `export const handler = async () => { process.send?.(null); process.send?.({ type: 'done' }); return typeof process.send }`,
  babbles: `export const handler = async () => { for (const value of [null, 'done', { type: 'done' }, { type: 'chunk' }]) process._send(value); return 'fine' }`,
  sleeps:
    'export const handler = async () => { await new Promise((done) => setTimeout(done, 200)); return process.pid }',
}
