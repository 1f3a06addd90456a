/** One line per resource, action, identity, outcome and source: what damage is grouped from. */
export type EffectSum = {
  connectionId: string
  resource: string
  resourceType: string
  resourceName: string
  region: string
  action: string
  outcome: string
  grade: number
  identity: string
  source: string
  count: number
  items: number
  firstAt: string
  lastAt: string
  reason: string
  userAgent: string
}

/** Per bucket: distinct keys deleted and overwritten, and versions deleted for good. */
export type ObjectCounts = {
  connectionId: string
  resource: string
  deleted: number
  overwritten: number
  purged: number
}
