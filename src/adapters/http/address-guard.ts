import { lookup as lookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { FetchError } from '../../domain/errors.ts'

export interface AddressPolicy {
  /** For a deployment inside a private network; off unless the operator says so. */
  readonly allowPrivate?: boolean
  /** Origins that may be reached wherever they are: the practice market. */
  readonly allowedOrigins?: Iterable<string>
}

/**
 * Keeps crawled pages from steering the crawler into the operator's own network.
 *
 * The check belongs to the connection, not to the URL: a public name may resolve to a private address, and
 * may do so only the second time it is asked.
 */
export class AddressGuard {
  readonly #allowPrivate: boolean
  readonly #allowedOrigins: ReadonlySet<string>

  constructor(policy: AddressPolicy = {}) {
    this.#allowPrivate = policy.allowPrivate ?? false
    this.#allowedOrigins = new Set([...(policy.allowedOrigins ?? [])].map((origin) => new URL(origin).origin))
  }

  /** True when the origin may be reached wherever it is. */
  isExempt(origin: string): boolean {
    return this.#allowPrivate || this.#allowedOrigins.has(origin)
  }

  /**
   * Checks what can be seen without a connection: the scheme and an address written out.
   * @throws {FetchError} `private-address`
   */
  check(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new FetchError('private-address', `refuses to open ${url.protocol} addresses`)
    }
    if (this.isExempt(url.origin)) return
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw refusal(literal)
  }

  /** For `net.connect`: resolves as usual and passes on public addresses only. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    lookupAddress(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      const addresses = found.filter(({ address }) => isPublicAddress(address))
      const first = addresses[0]
      if (first === undefined) return callback(refusal(hostname), '')
      if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** Public and routable; everything with a special use is not, tunnels into IPv4 included. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

function refusal(host: string): FetchError {
  return new FetchError('private-address', `refuses to connect to ${host}: not a public address`)
}
