import type { CheerioAPI } from './parse-html.ts'

type Selection = ReturnType<CheerioAPI>
type Element = Parameters<CheerioAPI>[0]

/** The text of one post, as forum programs mark it; the first is the offer's. */
const POST =
  '[class~="t_f"],[id^="postmessage"],[class*="d_post_content" i],[class*="tpc_content" i],[class*="post_content" i]'
const REMARKS =
  '[class*="comment" i],[id*="comment" i],[class*="reply" i],[id*="reply" i],[class*="replies" i],[class*="review" i]'
const AVATAR = '[class*="avatar" i],[class*="portrait" i],[class*="userhead" i]'
const MOST = 300

/**
 * Where passers-by speak or show their faces: replies, comments, avatars. An offer's contacts and pictures are not looked for
 * there: they would be somebody else's, and nobody needs them. A place around the heading or the first post is the page's own.
 */
export function othersPlaces($: CheerioAPI, heading: Selection): ReadonlySet<unknown> {
  const [first, ...later] = $(POST).toArray().slice(0, MOST)
  const parents = (place: Element): unknown[] => $(place).parents().toArray()
  const own = [...heading.toArray(), ...(first ? [first] : [])]
  const around = new Set(own.flatMap((place): unknown[] => [place, ...parents(place)]))
  const posts = later.filter((place) => !parents(place).includes(first))
  const marked = $(`${REMARKS},${AVATAR}`).toArray().slice(0, MOST)
  return new Set([...posts, ...marked].filter((place) => !around.has(place)))
}
