import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { PolicyHolder } from "../iam-state.ts"
import { findManaged } from "../policy/collect-policies.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import {
  documentParam,
  encodedDocument,
  findHolder,
  type HolderKind,
  holderArn,
  holderFacts,
} from "./entities.ts"

const inlineQuota = { User: 2048, Role: 10_240, Group: 5120 }
const attachedQuota = 10

/** Inline and attached policies: the same seven operations for users, roles and groups. */
export function holderPolicyOperations(kind: HolderKind): QueryOperations {
  const word = kind.toLowerCase()
  const resource = (call: QueryCall) => holderArn(call, kind)
  const facts = (call: QueryCall) => holderFacts(call, kind)
  const attachFacts = (call: QueryCall) => ({
    ...holderFacts(call, kind),
    "iam:PolicyARN": call.params.text("PolicyArn"),
  })
  return {
    [`Put${kind}Policy`]: {
      readOnly: false,
      resource,
      facts,
      run(call) {
        const holder = findHolder(call, kind)
        const name = call.params.name("PolicyName")
        const document = documentParam(call)
        checkInlineQuota(holder, name, document, kind)
        if (holder.inline[name] !== document) {
          holder.inline[name] = document
          call.changed()
        }
        return undefined
      },
    },
    [`Get${kind}Policy`]: {
      readOnly: true,
      resource,
      facts,
      run(call) {
        const holder = findHolder(call, kind)
        const name = call.params.name("PolicyName")
        const document = inlineDocument(holder, name, word)
        return { [`${kind}Name`]: holder.name, PolicyName: name, PolicyDocument: encodedDocument(document) }
      },
    },
    [`Delete${kind}Policy`]: {
      readOnly: false,
      resource,
      facts,
      run(call) {
        const holder = findHolder(call, kind)
        const name = call.params.name("PolicyName")
        inlineDocument(holder, name, word)
        delete holder.inline[name]
        call.changed()
        return undefined
      },
    },
    [`List${kind}Policies`]: {
      readOnly: true,
      resource,
      facts,
      run(call) {
        const { items, ...paging } = paginate(Object.keys(findHolder(call, kind).inline).sort(), call.params)
        return { PolicyNames: items, ...paging }
      },
    },
    [`Attach${kind}Policy`]: {
      readOnly: false,
      resource,
      facts: attachFacts,
      run(call) {
        const holder = findHolder(call, kind)
        const arn = call.params.required("PolicyArn")
        if (findManaged(call.iam, arn) === undefined)
          throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
        if (holder.attached.includes(arn)) return undefined
        if (holder.attached.length >= attachedQuota)
          throw new AwsError(
            "LimitExceeded",
            `Cannot exceed quota for PoliciesPer${kind}: ${attachedQuota}`,
            409,
          )
        holder.attached.push(arn)
        call.changed()
        return undefined
      },
    },
    [`Detach${kind}Policy`]: {
      readOnly: false,
      resource,
      facts: attachFacts,
      run(call) {
        const holder = findHolder(call, kind)
        const arn = call.params.required("PolicyArn")
        const at = holder.attached.indexOf(arn)
        if (at < 0) throw noSuchEntity(`Policy ${arn} was not found.`)
        holder.attached.splice(at, 1)
        call.changed()
        return undefined
      },
    },
    [`ListAttached${kind}Policies`]: {
      readOnly: true,
      resource,
      facts,
      run(call) {
        const { items, ...paging } = paginate(findHolder(call, kind).attached, call.params)
        return { AttachedPolicies: items.map(attachedXml), ...paging }
      },
    },
  }
}

export function attachedXml(arn: string): { PolicyName: string; PolicyArn: string } {
  return { PolicyName: arn.split("/").at(-1) ?? arn, PolicyArn: arn }
}

function inlineDocument(holder: PolicyHolder, name: string, word: string): string {
  const document = Object.hasOwn(holder.inline, name) ? holder.inline[name] : undefined
  if (document === undefined) throw noSuchEntity(`The ${word} policy with name ${name} cannot be found.`)
  return document
}

/** The quota counts all inline documents together, white space left out. */
function checkInlineQuota(holder: PolicyHolder, name: string, document: string, kind: HolderKind): void {
  const others = Object.entries(holder.inline).filter(([each]) => each !== name)
  const total = [document, ...others.map(([, each]) => each)].reduce(
    (sum, text) => sum + text.replace(/\s/g, "").length,
    0,
  )
  if (total > inlineQuota[kind])
    throw new AwsError(
      "LimitExceeded",
      `Maximum policy size of ${inlineQuota[kind]} bytes exceeded for ${kind.toLowerCase()} ${holder.name}`,
      409,
    )
}
