/** Where pg-boss keeps its tables. */
export const wakeSchema = "pgboss"

/** What can be woken: one per loop of the worker. The rows of these domains are the real queues. */
export const wakeQueues = ["steps", "deliveries", "assessments"] as const
export type WakeQueue = (typeof wakeQueues)[number]
