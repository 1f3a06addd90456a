import type { ActionDefinition } from "../contract"
import { type ClusterAccessInput, clusterAccessInput, clusterTarget, clusterTiming } from "./cluster-input"
import { shellLine } from "./shell-quote"

export const removeEksAccessEntryDefinition: ActionDefinition<ClusterAccessInput> = {
  ...clusterTiming,
  id: "aws.remove-eks-access-entry",
  title: "Remove the access entry in EKS",
  summary:
    "A cluster knows its callers by sts:GetCallerIdentity, which works even under a deny of everything: only without the entry does the cluster turn the principal away.",
  input: clusterAccessInput,
  permissions: [
    "eks:ListClusters",
    "eks:DescribeCluster",
    "eks:ListAccessEntries",
    "eks:DescribeAccessEntry",
    "eks:ListAssociatedAccessPolicies",
    "eks:DeleteAccessEntry",
    "eks:CreateAccessEntry",
    "eks:AssociateAccessPolicy",
  ],
  collateral: "Everyone who enters the cluster as this user or role.",
  undo: { possible: true, warning: "Whoever still holds the credential enters the cluster again." },
  proofsNeeded: 2,
  target: clusterTarget,
  commands: ({ region, clusterName, principalArn }) => [
    shellLine(
      "aws",
      "eks",
      "delete-access-entry",
      "--region",
      region,
      "--cluster-name",
      clusterName,
      "--principal-arn",
      principalArn,
    ),
  ],
}
