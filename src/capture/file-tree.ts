/** Files of a bundle or packet, wherever they lie. Paths are relative, with forward slashes. */
export interface FileTree {
  /** Every file, and what stands in the way of reading the tree as it should be (links, odd names), in Chinese. */
  list(): Promise<{ paths: readonly string[]; problems: readonly { path: string; problem: string }[] }>
  /** Undefined when there is no such file or it cannot be read; `size` first, so that nothing huge is loaded. */
  read(path: string): Promise<Uint8Array | undefined>
}
