import { hashText } from './practice-catalogue.ts'

/** A drawing for a listing whose picture says nothing: two shapes, coloured by hash, never a word of it. */
export function drawPicture(seed: string): string {
  const hash = hashText(seed)
  const hue = hash % 360
  const ground = `hsl(${hue},38%,90%)`
  const front = `hsl(${(hue + 40 + ((hash >>> 9) % 90)) % 360},45%,52%)`
  const back = `hsl(${(hue + 200) % 360},32%,70%)`
  const x = 130 + ((hash >>> 12) % 120)
  const y = 150 + ((hash >>> 18) % 100)
  const size = 90 + ((hash >>> 24) % 60)
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480" viewBox="0 0 480 480">',
    `<rect width="480" height="480" fill="${ground}"/>`,
    (hash >>> 5) % 2
      ? `<rect x="${x + 40}" y="${y + 30}" width="${size * 2}" height="${size}" rx="18" fill="${back}"/>`
      : `<ellipse cx="${x + 110}" cy="${y + 90}" rx="${size}" ry="${size / 2}" fill="${back}"/>`,
    (hash >>> 6) % 2
      ? `<circle cx="${x + 60}" cy="${y + 70}" r="${size}" fill="${front}"/>`
      : `<path d="M${x} ${y + size * 1.6}L${x + size} ${y}L${x + size * 2} ${y + size * 1.6}Z" fill="${front}"/>`,
    '</svg>',
  ].join('')
}
