import { basename } from 'node:path'
import type { BundleStore } from '../../capture/bundle-store.ts'
import type { FileTree } from '../../capture/file-tree.ts'
import { verifyBundle } from '../../capture/verify-bundle.ts'
import { EvidenceError } from '../../domain/errors.ts'
import type { CustodyEntry } from '../../domain/evidence.ts'
import type { EvidenceVault, ReferralAct, VerifiedEvidence } from '../../refer/packet-ports.ts'
import { FolderTree } from './folder-tree.ts'

/** Problems named in an error message; the rest is for `verify`. */
const NAMED_PROBLEMS = 3

/** Hands the refer stage bundles that verify, and nothing else. */
export class FolderEvidenceVault implements EvidenceVault {
  readonly #store: Pick<BundleStore, 'appendAct'>

  constructor(store: Pick<BundleStore, 'appendAct'>) {
    this.#store = store
  }

  async openVerified(bundlePath: string): Promise<VerifiedEvidence> {
    const tree = new RememberingTree(new FolderTree(bundlePath))
    const { manifest, manifestSha256, manifestSm3, problems, custody } = await verifyBundle(tree)
    if (problems.length > 0 || !manifest || !manifestSha256 || !manifestSm3) {
      const named = problems.slice(0, NAMED_PROBLEMS).map(({ path, problem }) => `${path} ${problem}`)
      throw new EvidenceError(`证据 ${basename(bundlePath)} 未通过核验，不得移送：${named.join('；')}`)
    }
    return { manifest, manifestSha256, manifestSm3, custody, files: tree.files }
  }

  async record(bundlePath: string, act: ReferralAct): Promise<CustodyEntry> {
    return this.#store.appendAct(bundlePath, act)
  }
}

/** Keeps what was read, so that the bytes that go into a packet are the bytes that were verified. */
class RememberingTree implements FileTree {
  readonly files = new Map<string, Uint8Array>()
  readonly #inner: FileTree

  constructor(inner: FileTree) {
    this.#inner = inner
  }

  list(): ReturnType<FileTree['list']> {
    return this.#inner.list()
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#inner.read(path)
    if (bytes) this.files.set(path, bytes)
    return bytes
  }
}
