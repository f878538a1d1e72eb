import { z } from 'zod'

/** What earlier runs found of the seller of a listing, on the same site. */
export const SellerHistory = z.strictObject({
  /** Other listings of the seller that were flagged. */
  flagged: z.int().nonnegative(),
})
export type SellerHistory = z.infer<typeof SellerHistory>
