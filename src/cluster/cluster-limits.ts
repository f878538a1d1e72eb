/**
 * Thresholds and strengths, chosen on the `tune` half of data/labelled/clusters.jsonl; figures on both halves stand in
 * docs/adr/0013-clusters.md. Strengths of a link's evidence are combined as independent chances: 1 − Π(1 − strength).
 */
export const CLUSTER_LIMITS = {
  /** A link this strong joins two leads. */
  join: 0.8,
  /** From here on a link is shown as a possible one. */
  show: 0.5,
  /** A contact of more unrelated sellers than this belongs to a platform, an agent or a template. */
  contactSellers: 8,
  /** The same for a picture: a stock photo, a placeholder, an encyclopedia. */
  pictureSellers: 2,
  /** The same for a sentence. */
  sentenceSellers: 3,
  /** The same for a nickname, counted in accounts. */
  nameAccounts: 4,
  /** A shorter piece of text is no sentence that anybody could have copied. */
  sentenceChars: 6,
  /** Characters of a listing that are read. Sellers put what matters first, and a novel must not cost minutes. */
  textChars: 4000,
  /** Possible links that a card shows. */
  maybeLinks: 5,
} as const
