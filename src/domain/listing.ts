import { z } from 'zod'
import { Platform } from './vocabulary.ts'

/** `<site>:<item key>`: the site's own identity, so a relisted item is a new listing. */
export const ListingId = z.string().min(1).max(300)
export type ListingId = z.infer<typeof ListingId>

export const Price = z.strictObject({
  /** As published, for quoting: "280/盒", "面议", "12万". */
  raw: z.string().max(200),
  /** Minor units (fen, cents), because a float price cannot be quoted in a referral. Absent when no number was stated. */
  amountMinor: z.int().nonnegative().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** What one price buys: 斤, 只, 盒 … */
  unit: z.string().max(20).optional(),
})
export type Price = z.infer<typeof Price>

export const Contact = z.strictObject({
  kind: z.enum(['wechat', 'qq', 'phone', 'telegram', 'email', 'other']),
  /** As written on the page. */
  raw: z.string().max(200),
  /** With disguises undone. Personal data: masked on every screen. */
  value: z.string().max(200),
  disguised: z.boolean(),
})
export type Contact = z.infer<typeof Contact>

export const Seller = z.strictObject({
  name: z.string().max(200),
  id: z.string().max(200).optional(),
  url: z.string().max(2000).optional(),
})
export type Seller = z.infer<typeof Seller>

/** How the unit learned of it. Absent: by its own monitoring. Who reported is never stored here. */
export const LeadOrigin = z.enum(['complaint', 'transfer', 'media', 'volunteer'])
export type LeadOrigin = z.infer<typeof LeadOrigin>
export const ORIGIN_LABEL: Record<LeadOrigin | 'monitoring', string> = {
  monitoring: '网络公开信息监测',
  complaint: '投诉举报',
  transfer: '转办交办',
  media: '媒体曝光',
  volunteer: '志愿者提供',
}

/** An offer, post or shop as published. Absent means "the page did not say", never "empty". */
export const Listing = z.strictObject({
  id: ListingId,
  siteId: z.string().optional(),
  url: z.string().max(4000).optional(),
  platform: Platform,
  title: z.string().max(2000),
  body: z.string().max(200_000),
  price: Price.optional(),
  seller: Seller.optional(),
  region: z.string().max(200).optional(),
  /** The category under which shop, site or feed files it: 花鸟宠物 > 观赏鸟. */
  shopCategory: z.string().max(200).optional(),
  images: z.array(z.string().max(4000)).max(200).default([]),
  contacts: z.array(Contact).max(50).default([]),
  publishedAt: z.string().max(100).optional(),
  /** Day on which the offer stood, where it is not the day of the assessment: an old complaint is judged by the law of its day. */
  observedOn: z.iso.date().optional(),
  origin: LeadOrigin.optional(),
})
export type Listing = z.infer<typeof Listing>
