import type { ImageTask } from '../../neutral/prompt.ts'
import type { Images } from '../../neutral/reply.ts'
import { paint } from './cells.ts'
import { encodeJpeg } from './jpeg.ts'
import { encodePng } from './png.ts'
import { MAKER } from '../samples.ts'
import { hash, mix } from '../../random.ts'
import type { Model } from '../../models/model.ts'

const MAX_TITLE = 200

/** The image in base64. A request for webp gets a PNG: there is no encoder, and clients look at the bytes. */
function draw({ width, height, format, text }: ImageTask, seed: number): string {
  const cells = paint(width, height, seed)
  const title = `Invented by ${MAKER}: ${text.slice(0, MAX_TITLE)}`
  return (format === 'jpeg' ? encodeJpeg(cells) : encodePng(cells, title)).toString('base64')
}

/** Abstract pictures of the requested size, different for each prompt and seed. */
export function inventImages(task: ImageTask, model: Model): Images {
  const seed = hash(`${model.foundation ?? model.resource} ${task.seed ?? ''} ${task.text}`)
  const images = Array.from({ length: task.count }, (_, nth) => draw(task, mix(seed + nth)))
  return { kind: 'images', images, latencyMs: 900 + task.count * 700 + (seed % 400) }
}
