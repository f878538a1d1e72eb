import type { Robots, RobotsDecision } from '../crawl/robots.ts'
import { FetchError, InputError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'

/**
 * Before one page is fetched at a person's request.
 * @throws {InputError} robots.txt says no. @throws {FetchError} the host could not be asked.
 */
export async function requireAllowed(url: string, site: Site, robots: Robots): Promise<RobotsDecision> {
  const decision = await robots.decide(url, site)
  const { allowed, code, reason, failure } = decision
  if (allowed) return decision
  const hint = failure === 'private-address' ? '；访问本机或内网地址需要 --allow-private' : ''
  const message = `不能访问 ${url}：${reason}${hint}`
  throw code === 'unreachable' ? new FetchError('connection', message) : new InputError(message)
}
