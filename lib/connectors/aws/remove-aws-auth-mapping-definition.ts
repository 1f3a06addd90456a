import type { ActionDefinition } from "../contract"
import { type ClusterAccessInput, clusterAccessInput, clusterTarget, clusterTiming } from "./cluster-input"
import { shellLine } from "./shell-quote"

export const removeAwsAuthMappingDefinition: ActionDefinition<ClusterAccessInput> = {
  ...clusterTiming,
  id: "aws.remove-aws-auth-mapping",
  title: "Remove the mapping in aws-auth",
  summary:
    "Takes the principal out of the ConfigMap aws-auth in kube-system. A deny in IAM does not keep it out of the cluster.",
  input: clusterAccessInput,
  permissions: ["eks:ListClusters", "eks:DescribeCluster", "eks:DescribeAccessEntry"],
  collateral: "Everyone who enters the cluster as this user or role; nodes, where the role is theirs.",
  undo: { possible: true, warning: "Whoever still holds the credential enters the cluster again." },
  proofsNeeded: 2,
  target: clusterTarget,
  commands: ({ region, clusterName, principalArn }) => [
    shellLine("aws", "eks", "update-kubeconfig", "--region", region, "--name", clusterName),
    "kubectl -n kube-system get configmap aws-auth -o yaml > aws-auth.before.yaml",
    `# Take out the item of ${principalArn} in mapRoles or mapUsers, and nothing else:`,
    "kubectl -n kube-system edit configmap aws-auth",
  ],
}
