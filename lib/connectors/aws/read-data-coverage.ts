import type { GetEventSelectorsResponse } from "./client"

/** Whether a trail records who writes and deletes a bucket's objects. "part": only under some prefixes. */
export type DataCoverage = "all" | "part" | "none"

type Selectors = Pick<GetEventSelectorsResponse, "EventSelectors" | "AdvancedEventSelectors">

/** What the selectors of one trail record of writes to `bucket`. Unknown conditions count as "part", never as "all". */
export function readDataCoverage(selectors: Selectors, bucket: string): DataCoverage {
  const basic = (selectors.EventSelectors ?? []).map((selector) => {
    if (selector.ReadWriteType === "ReadOnly") return "none"
    const values = (selector.DataResources ?? [])
      .filter((resource) => resource.Type === "AWS::S3::Object")
      .flatMap((resource) => resource.Values ?? [])
    return widest(values.map((value) => byPrefix(value, bucket)))
  })
  const advanced = (selectors.AdvancedEventSelectors ?? []).map((selector) => {
    let coverage: DataCoverage = "all"
    let isObjects = false
    for (const field of selector.FieldSelectors ?? []) {
      if (field.Field === "eventCategory") {
        if (field.Equals?.length && !field.Equals.includes("Data")) return "none"
      } else if (field.Field === "resources.type") {
        isObjects = field.Equals?.includes("AWS::S3::Object") ?? false
      } else if (field.Field === "readOnly") {
        if (field.Equals?.includes("true") && !field.Equals.includes("false")) return "none"
      } else if (field.Field === "resources.ARN" && !field.NotStartsWith && !field.NotEquals) {
        const starts = (field.StartsWith ?? []).map((value) => byPrefix(value, bucket))
        const exact = (field.Equals ?? []).map((value) => narrower(byPrefix(value, bucket), "part"))
        coverage = narrower(coverage, widest([...starts, ...exact]))
      } else {
        coverage = narrower(coverage, "part")
      }
    }
    return isObjects ? coverage : "none"
  })
  return widest([...basic, ...advanced])
}

/** "arn:aws:s3" and "arn:aws:s3:::" mean every bucket; "arn:aws:s3:::name/" one bucket; longer ones a part of it. */
function byPrefix(value: string, bucket: string): DataCoverage {
  const rest = value.replace(/^arn:[^:]+:s3:{0,3}/, "")
  if (rest === "") return "all"
  const whole = `${bucket}/`
  if (whole.startsWith(rest)) return "all"
  return rest.startsWith(whole) ? "part" : "none"
}

const order: readonly DataCoverage[] = ["none", "part", "all"]

export function widest(list: readonly DataCoverage[]): DataCoverage {
  return list.reduce((a, b) => (order.indexOf(a) >= order.indexOf(b) ? a : b), "none")
}

function narrower(a: DataCoverage, b: DataCoverage): DataCoverage {
  return order.indexOf(a) <= order.indexOf(b) ? a : b
}
