import { deflateSync } from 'node:zlib'

/** A PDF with one page per text, as word processors write it: compressed, with gaps as spaces. */
export function pdfOf(...pages: string[]): Buffer {
  const objects = pages.flatMap((text) => {
    const pieces = text
      .split(' ')
      .map((word) => `(${word.replace(/[\\()]/g, '\\$&')})`)
      .join('-300 ')
    const content = deflateSync(Buffer.from(`BT /F1 12 Tf 72 720 Td [${pieces}] TJ ET`))
    return [
      Buffer.from('<< /Type /Page /MediaBox [0 0 612 792] >>'),
      Buffer.concat([
        Buffer.from(`<< /Length ${content.length} /Filter /FlateDecode >>\nstream\n`),
        content,
        Buffer.from('\nendstream'),
      ]),
    ]
  })
  return Buffer.concat([
    Buffer.from('%PDF-1.4\n'),
    ...objects.flatMap((object, at) => [
      Buffer.from(`${at + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ]),
    Buffer.from('%%EOF\n'),
  ])
}
