import { z } from 'zod'
import { DivisionCode, DivisionLevel } from './territory.ts'
import { Agency } from './vocabulary.ts'

/** One real body that a unit hands leads to: an entry of `<home>/agencies/*.yml`. */
export const AgencyUnit = z.strictObject({
  /** Permanent and unique in the directory. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  agency: Agency,
  /** As it stands on its seal: 某某市林业局. */
  name: z.string().min(2).max(100),
  level: DivisionLevel,
  /** The division it answers for. Quoted in YAML: a number would lose its leading zeros. */
  territory: DivisionCode,
  /** Divisions outside `territory` that it answers for as well: a customs district, a joint bureau. */
  covers: z.array(DivisionCode).default([]),
  /** Folder under `queues/<agency>/` where its packets are put. */
  queue: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  /** Where name and territory were taken from, and when: a directory ages. */
  source: z.string().optional(),
})
export type AgencyUnit = z.infer<typeof AgencyUnit>

export const AgencyUnits = z.strictObject({ units: z.array(AgencyUnit) })
export type AgencyUnits = z.infer<typeof AgencyUnits>

/** A body as a lead names it: what was in the directory on the day of the assessment. */
export const AgencyUnitRef = z.strictObject({
  id: z.string(),
  name: z.string(),
  level: DivisionLevel,
  /** The division by which it was found. */
  territory: DivisionCode,
  queue: z.string(),
})
export type AgencyUnitRef = z.infer<typeof AgencyUnitRef>
