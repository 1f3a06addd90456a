export const messageKinds = ["initial", "update", "resolution"] as const
export type MessageKind = (typeof messageKinds)[number]
