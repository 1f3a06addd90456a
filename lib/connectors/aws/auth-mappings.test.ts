import { expect, test } from "vitest"
import { cutMappings, mapsPrincipal, putMappings, readMappings } from "./auth-mappings"

const agent = "arn:aws:iam::123456789012:role/team/agent"
const roles = `# written by eksctl
- groups:
  - system:bootstrappers
  - system:nodes
  rolearn: arn:aws:iam::123456789012:role/nodes   # do not touch
  username: system:node:{{EC2PrivateDNSName}}
- rolearn: "arn:aws:iam::123456789012:role/agent"
  username: agent
  groups: [system:masters]

- rolearn: arn:aws:iam::123456789012:role/agent-2
  username: other
`

const of = (list: string) => (readMappings(list) ?? []).filter((each) => mapsPrincipal(each, agent))

test("one item is cut and every other byte stays", () => {
  const mine = of(roles)
  expect(mine.map((each) => [each.arn, each.groups])).toEqual([
    ["arn:aws:iam::123456789012:role/agent", ["system:masters"]],
  ])
  const rest = cutMappings(roles, mine)
  expect(rest).toBe(roles.replace(/- rolearn: "arn[\s\S]*?masters\]\n\n/, ""))
  expect(putMappings(rest, mine)).toBe(roles)
})

test("an item that is put back keeps what others wrote meanwhile", () => {
  const mine = of(roles)
  const meanwhile = `${cutMappings(roles, mine)}- rolearn: arn:aws:iam::123456789012:role/new\n  username: new\n`
  const back = putMappings(meanwhile, mine)
  expect(readMappings(back)?.map((each) => each.arn.split("/").at(-1))).toEqual([
    "nodes",
    "agent",
    "agent-2",
    "new",
  ])
})

test("the last item leaves an empty list, and comes back into it", () => {
  const only = "- userarn: arn:aws:iam::123456789012:role/agent\n  username: a\n"
  const gone = cutMappings(only, of(only))
  expect(readMappings(gone)).toEqual([])
  expect(putMappings(gone, of(only))).toBe(only)
})

test("lists in JSON are cut as JSON", () => {
  const list = JSON.stringify([
    { rolearn: "arn:aws:iam::123456789012:role/nodes", username: "n", groups: ["system:nodes"] },
    { rolearn: "arn:aws:iam::123456789012:role/agent", username: "a", groups: ["system:masters"] },
  ])
  const rest = cutMappings(list, of(list))
  expect(JSON.parse(rest)).toHaveLength(1)
  expect(putMappings(rest, of(list))).toBe(list)
})

test("what cannot be cut without guessing is not read", () => {
  expect(readMappings("- &a {rolearn: arn:aws:iam::123456789012:role/agent}\n")).toBeNull()
  expect(readMappings("just words\n")).toBeNull()
  expect(readMappings("- username: nobody\n")).toBeNull()
})
