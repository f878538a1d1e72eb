import { z } from 'zod'

export const SessionCookie = z.object({
  name: z.string(),
  value: z.string(),
  /** `.shop.example` covers its subdomains; `shop.example` is that host alone. */
  domain: z.string(),
  path: z.string(),
  /** Seconds since 1970; -1: until the browser closes. */
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
})
export type SessionCookie = z.infer<typeof SessionCookie>

/** What a browser keeps of a login; the form is Playwright's storage state. */
export const StorageState = z.object({
  cookies: z.array(SessionCookie),
  origins: z.array(
    z.object({
      origin: z.string(),
      localStorage: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
})
export type StorageState = z.infer<typeof StorageState>

/** What may be known of a session without its key. */
export const SessionStanding = z.strictObject({
  siteId: z.string(),
  state: z.enum(['active', 'expired']),
  savedAt: z.iso.datetime(),
  savedBy: z.string(),
  /** When the last of its cookies runs out, where it says so. */
  cookiesUntil: z.iso.datetime().optional(),
  expiredAt: z.iso.datetime().optional(),
  reason: z.string().optional(),
})
export type SessionStanding = z.infer<typeof SessionStanding>

/** What belongs to the site itself: a login by way of another company leaves that company's cookies, which are none of ours. */
export function stateOfSite({ cookies, origins }: StorageState, siteOrigin: string): StorageState {
  const { hostname } = new URL(siteOrigin)
  return {
    cookies: cookies.filter(({ domain }) => coversHost(domain, hostname)),
    origins: origins.filter(({ origin }) => origin === siteOrigin),
  }
}

/** The `Cookie` header for one request; undefined when nothing fits. `nowSeconds` since 1970. */
export function cookieHeader(
  cookies: readonly SessionCookie[],
  url: string,
  nowSeconds: number,
): string | undefined {
  const { hostname, pathname, protocol } = new URL(url)
  const fitting = cookies
    .filter(({ domain }) => coversHost(domain, hostname))
    .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
    .filter(({ secure }) => !secure || protocol === 'https:')
    .filter(({ expires }) => expires < 0 || expires > nowSeconds)
    // What came over the wire must not become a second header.
    .filter(({ name, value }) => /^[\x21-\x7e]+$/.test(name) && /^[\x20-\x7e]*$/.test(value))
    .toSorted((a, b) => b.path.length - a.path.length)
  if (fitting.length === 0) return undefined
  return fitting.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** Seconds since 1970 when the last cookie runs out; undefined when one lasts until the browser closes, or there is none. */
export function lastExpiry(cookies: readonly SessionCookie[]): number | undefined {
  if (cookies.length === 0 || cookies.some(({ expires }) => expires < 0)) return undefined
  return Math.max(...cookies.map(({ expires }) => expires))
}

function coversHost(domain: string, hostname: string): boolean {
  const host = hostname.toLowerCase()
  if (!domain.startsWith('.')) return host === domain.toLowerCase()
  const parent = domain.slice(1).toLowerCase()
  return host === parent || host.endsWith(`.${parent}`)
}
