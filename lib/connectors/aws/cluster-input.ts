import { z } from "zod"
import type { JsonObject } from "../contract"
import { containTiming } from "./principal-input"

/** An IAM user or role as a cluster knows it. */
export const clusterAccessInput = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "A region such as eu-central-1"),
  clusterName: z.string().regex(/^[0-9A-Za-z][\w-]{0,99}$/, "A cluster name has letters, digits, - and _"),
  principalArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]{1,576}$/, "An ARN of a user or role"),
})
export type ClusterAccessInput = z.infer<typeof clusterAccessInput>

/** "arn:…:cluster/prod#arn:…:user/x": a cluster, and who enters it. */
export const clusterAccessPattern =
  /^arn:aws[a-z-]*:eks:([a-z0-9-]+):\d{12}:cluster\/([\w-]+)#(arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]+)$/

/** How long a cluster goes on taking a token it knows, ms. */
export function clusterCacheOf({ clusterCacheSeconds }: JsonObject): number {
  return (typeof clusterCacheSeconds === "number" ? clusterCacheSeconds : 120) * 1000
}

export const clusterTiming = { ...containTiming, propagationMs: clusterCacheOf, verifyEveryMs: 3000 } as const

export function clusterTarget({ clusterName, principalArn, region }: ClusterAccessInput) {
  return {
    key: `cluster/${region}/${clusterName}/${principalArn}`,
    label: `${principalArn.split(":").at(-1)} in cluster ${clusterName}`,
  }
}
