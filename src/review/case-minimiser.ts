/** Takes out of the case store what its purpose no longer needs. Implemented in adapters/sqlite. */
export interface CaseMinimiser {
  /** Sightings of runs that ended before that; gives how many. */
  dropSightings(before: string, dryRun: boolean): Promise<number>
  /** Masks the contacts of listings that are not flagged, have no lead and were last seen before that; gives how many. */
  maskUnflagged(before: string, dryRun: boolean): Promise<number>
  /** Of a lead whose evidence is gone: contacts masked, seller and pictures removed, in every place. */
  minimiseLead(leadId: string): Promise<void>
}
