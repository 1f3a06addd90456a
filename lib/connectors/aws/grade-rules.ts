import type { JsonObject } from "../contract"
import { asObject, text } from "./read-record"

type Grade = 0 | 1 | 2 | 3 | 4
export type Graded = { grade: Grade; reason: string }

/** A rule: every action it is for, its grade, and the sentence that says why. `when` narrows it by the parameters. */
type Rule = {
  grade: Grade
  reason: string
  actions: string
  when?: (request: JsonObject) => boolean
}

const has = (request: JsonObject, pattern: RegExp) => pattern.test(JSON.stringify(request))
const flag = (request: JsonObject, name: string) => text(request[name]).toLowerCase()

/** The first rule that fits counts, so narrowed rules stand before the general ones of the same action. */
export const gradeRules: readonly Rule[] = [
  {
    grade: 4,
    reason: "Databases, their snapshots or their backups are deleted for good.",
    actions: `rds:DeleteDBInstance rds:DeleteDBCluster rds:DeleteGlobalCluster rds:DeleteDBSnapshot
      rds:DeleteDBClusterSnapshot rds:DeleteDBInstanceAutomatedBackup rds:DeleteDBClusterAutomatedBackup
      dynamodb:DeleteTable dynamodb:DeleteBackup redshift:DeleteCluster redshift:DeleteClusterSnapshot
      redshift-serverless:DeleteNamespace redshift-serverless:DeleteSnapshot elasticache:DeleteCacheCluster
      elasticache:DeleteReplicationGroup elasticache:DeleteSnapshot elasticache:DeleteServerlessCache
      memorydb:DeleteCluster memorydb:DeleteSnapshot es:DeleteDomain es:DeleteElasticsearchDomain
      docdb-elastic:DeleteCluster neptune-graph:DeleteGraph timestream:DeleteTable timestream:DeleteDatabase
      cassandra:Drop kinesis:DeleteStream kafka:DeleteCluster fsx:DeleteFileSystem fsx:DeleteBackup fsx:DeleteVolume`,
  },
  {
    grade: 4,
    reason: "Backups stop, and the existing automated ones are deleted.",
    actions: "rds:ModifyDBInstance rds:ModifyDBCluster",
    when: (request) => request.backupRetentionPeriod === 0 || text(request.backupRetentionPeriod) === "0",
  },
  {
    grade: 4,
    reason: "Point-in-time recovery is turned off; its window is lost.",
    actions: "dynamodb:UpdateContinuousBackups",
    when: (request) =>
      flag(asObject(request.pointInTimeRecoverySpecification), "pointInTimeRecoveryEnabled") === "false",
  },
  {
    grade: 4,
    reason: "Objects are deleted.",
    actions:
      "s3:DeleteObject s3:DeleteObjectVersion s3:DeleteObjects s3:DeleteMultipleObjects s3:BatchDelete",
  },
  {
    grade: 4,
    reason: "The bucket is deleted and its name can be taken by anybody.",
    actions: "s3:DeleteBucket",
  },
  {
    grade: 4,
    reason: "A lifecycle rule makes S3 delete objects or old versions by itself.",
    actions: "s3:PutBucketLifecycle s3:PutBucketLifecycleConfiguration s3:PutLifecycleConfiguration",
    when: (request) => has(request, /expiration/i),
  },
  {
    grade: 4,
    reason: "Versioning is suspended: from then on overwrites and deletes are final.",
    actions: "s3:PutBucketVersioning",
    when: (request) => has(request, /"suspended"/i),
  },
  {
    grade: 4,
    reason: "Table items are deleted.",
    actions: "dynamodb:DeleteItem dynamodb:PartiQLDelete",
  },
  {
    grade: 4,
    reason: "Machines, disks, snapshots or images are deleted.",
    actions: `ec2:TerminateInstances ec2:DeleteVolume ec2:DeleteSnapshot ec2:DeregisterImage
      lightsail:DeleteInstance lightsail:DeleteDisk lightsail:DeleteRelationalDatabase`,
  },
  {
    grade: 4,
    reason: "Backups, or what protects them, are deleted.",
    actions: `backup:DeleteRecoveryPoint backup:DeleteBackupVault backup:DeleteBackupVaultLockConfiguration
      glacier:DeleteArchive glacier:DeleteVault`,
  },
  {
    grade: 4,
    reason: "A file system is deleted.",
    actions: "elasticfilesystem:DeleteFileSystem",
  },
  {
    grade: 4,
    reason: "Data under this key cannot be read any more.",
    actions: "kms:ScheduleKeyDeletion kms:DisableKey kms:DeleteImportedKeyMaterial kms:DeleteCustomKeyStore",
  },
  {
    grade: 4,
    reason: "The secret is deleted without a waiting time.",
    actions: "secretsmanager:DeleteSecret",
    when: (request) => flag(request, "forceDeleteWithoutRecovery") === "true",
  },
  {
    grade: 3,
    reason: "The secret is scheduled for deletion; until then it can be brought back.",
    actions: "secretsmanager:DeleteSecret",
  },
  {
    grade: 4,
    reason: "Logs or queued messages are deleted.",
    actions: "logs:DeleteLogGroup logs:DeleteLogStream sqs:PurgeQueue sqs:DeleteQueue ecr:BatchDeleteImage",
  },
  {
    grade: 4,
    reason: "The repository and everything in it is deleted.",
    actions: "ecr:DeleteRepository codecommit:DeleteRepository",
  },
  {
    grade: 3,
    reason: "A running service is deleted; it can be built again.",
    actions: `lambda:DeleteFunction ecs:DeleteService ecs:DeleteCluster eks:DeleteCluster eks:DeleteNodegroup
      cloudformation:DeleteStack cloudformation:DeleteStackInstances elasticloadbalancing:DeleteLoadBalancer
      elasticloadbalancing:DeleteTargetGroup elasticloadbalancing:DeleteListener route53:DeleteHostedZone
      apigateway:DeleteRestApi apigateway:DeleteApi autoscaling:DeleteAutoScalingGroup
      elasticbeanstalk:TerminateEnvironment cloudfront:DeleteDistribution states:DeleteStateMachine
      events:DeleteRule sns:DeleteTopic rds:DeleteDBProxy batch:DeleteComputeEnvironment
      cognito-idp:DeleteUserPool amplify:DeleteApp apprunner:DeleteService`,
  },
  {
    grade: 3,
    reason: "DNS records are deleted or replaced; the event holds the change.",
    actions: "route53:ChangeResourceRecordSets",
    when: (request) => has(request, /"action":"(DELETE|UPSERT)"/i),
  },
  {
    grade: 3,
    reason: "Part of the network is deleted.",
    actions: `ec2:DeleteVpc ec2:DeleteSubnet ec2:DeleteNatGateway ec2:ReleaseAddress ec2:DeleteInternetGateway
      ec2:DeleteRouteTable ec2:DeleteRoute ec2:DeleteSecurityGroup ec2:DeleteTransitGateway ec2:DeleteVpnConnection
      ec2:DeleteVpcEndpoints ec2:DeleteNetworkInterface ec2:DeleteVpcPeeringConnection`,
  },
  {
    grade: 3,
    reason: "A service is stopped.",
    actions: `ec2:StopInstances rds:StopDBInstance rds:StopDBCluster ec2:RebootInstances rds:RebootDBInstance
      ecs:StopTask lambda:PutFunctionConcurrency sagemaker:StopNotebookInstance`,
  },
  {
    grade: 3,
    reason: "The service is scaled to nothing.",
    actions: `autoscaling:UpdateAutoScalingGroup autoscaling:SetDesiredCapacity ecs:UpdateService
      application-autoscaling:RegisterScalableTarget`,
    when: (request) =>
      ["maxSize", "desiredCapacity", "desiredCount", "maxCapacity"].some(
        (name) => text(request[name]) === "0",
      ),
  },
  {
    grade: 3,
    reason: "Access of people or services is deleted.",
    actions: `iam:DeleteUser iam:DeleteRole iam:DeleteGroup iam:DeleteInstanceProfile iam:DeleteSAMLProvider
      iam:DeleteOpenIDConnectProvider iam:DeleteAccessKey iam:DeleteLoginProfile organizations:LeaveOrganization`,
  },
  {
    grade: 2,
    reason: "Deletion protection is taken away.",
    actions: `rds:ModifyDBInstance rds:ModifyDBCluster dynamodb:UpdateTable
      elasticloadbalancing:ModifyLoadBalancerAttributes ec2:ModifyInstanceAttribute
      cloudformation:UpdateTerminationProtection cognito-idp:UpdateUserPool logs:PutLogGroupDeletionProtection`,
    when: (request) =>
      has(
        request,
        /"(deletion_?protection(enabled|\.enabled)?|enableTerminationProtection)":"?(false|inactive)/i,
      ) ||
      has(request, /"deletion_protection\.enabled","value":"false"/i) ||
      has(request, /"disableApiTermination":\{"value":false\}/i),
  },
  {
    grade: 2,
    reason: "A guard rail is removed: what happens next may not be recorded or held back.",
    actions: `cloudtrail:StopLogging cloudtrail:DeleteTrail cloudtrail:UpdateTrail cloudtrail:PutEventSelectors
      cloudtrail:PutInsightSelectors cloudtrail:DeleteEventDataStore cloudtrail:StopEventDataStoreIngestion
      config:StopConfigurationRecorder config:DeleteConfigurationRecorder config:DeleteDeliveryChannel
      config:DeleteConfigRule guardduty:DeleteDetector guardduty:UpdateDetector guardduty:StopMonitoringMembers
      guardduty:DisassociateFromMasterAccount securityhub:DisableSecurityHub access-analyzer:DeleteAnalyzer
      s3:DeleteBucketPolicy s3:DeletePublicAccessBlock s3:PutObjectLockConfiguration s3:PutObjectRetention
      s3:PutObjectLegalHold rbin:DeleteRule rbin:UpdateRule ec2:DeleteFlowLogs route53resolver:DeleteResolverQueryLogConfig
      route53resolver:DisassociateResolverQueryLogConfig wafv2:DeleteWebACL wafv2:DisassociateWebACL
      wafv2:DeleteLoggingConfiguration network-firewall:DeleteFirewall backup:DeleteBackupPlan
      backup:DeleteBackupSelection backup:UpdateRecoveryPointLifecycle cloudwatch:DeleteAlarms
      cloudwatch:DisableAlarmActions logs:DeleteMetricFilter logs:PutRetentionPolicy logs:DeleteSubscriptionFilter
      organizations:DetachPolicy organizations:DeletePolicy iam:DeactivateMFADevice iam:DeleteAccountPasswordPolicy
      s3:DeleteBucketReplication s3:DeleteBucketLifecycle s3:DeleteBucketEncryption`,
  },
  {
    grade: 2,
    reason: "New access is made, or existing access is widened.",
    actions: `iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile iam:PassRole iam:UpdateAssumeRolePolicy
      iam:CreateUser iam:CreateRole iam:AddUserToGroup iam:AddRoleToInstanceProfile iam:CreateVirtualMFADevice
      iam:EnableMFADevice iam:CreateServiceSpecificCredential iam:ResetServiceSpecificCredential
      iam:UploadSSHPublicKey iam:UploadSigningCertificate iam:UpdateAccessKey iam:CreateOpenIDConnectProvider
      iam:CreateSAMLProvider iam:UpdateSAMLProvider iam:AddClientIDToOpenIDConnectProvider
      rolesanywhere:CreateTrustAnchor rolesanywhere:CreateProfile sts:GetFederationToken sts:AssumeRoot
      ec2-instance-connect:SendSSHPublicKey ec2-instance-connect:SendSerialConsoleSSHPublicKey
      ec2:EnableSerialConsoleAccess ec2:AssociateIamInstanceProfile ec2:ReplaceIamInstanceProfileAssociation
      eks:CreateAccessEntry eks:AssociateAccessPolicy ssm:StartSession ssm:SendCommand
      sso:CreateAccountAssignment sso:AttachManagedPolicyToPermissionSet organizations:InviteAccountToOrganization`,
  },
  {
    grade: 2,
    reason: "Code that runs with somebody's access is replaced.",
    actions: `lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:AddPermission
      lambda:AddLayerVersionPermission lambda:CreateFunctionUrlConfig ecs:RegisterTaskDefinition
      glue:UpdateJob codebuild:UpdateProject states:UpdateStateMachine`,
  },
  {
    grade: 2,
    reason: "The machine's start-up script is replaced: it runs with the machine's access.",
    actions: "ec2:ModifyInstanceAttribute",
    when: (request) => request.userData !== undefined,
  },
  {
    grade: 2,
    reason: "Something is opened to others.",
    actions: `ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress ec2:ModifySecurityGroupRules
      ec2:ModifySnapshotAttribute ec2:ModifyImageAttribute rds:ModifyDBSnapshotAttribute
      rds:ModifyDBClusterSnapshotAttribute s3:PutBucketPolicy s3:PutBucketAcl s3:PutObjectAcl s3:PutBucketWebsite
      s3:PutBucketPublicAccessBlock s3:PutPublicAccessBlock ecr:SetRepositoryPolicy kms:PutKeyPolicy kms:CreateGrant
      sns:AddPermission sqs:AddPermission secretsmanager:PutResourcePolicy ssm:ModifyDocumentPermission
      ram:CreateResourceShare redshift:AuthorizeSnapshotAccess es:UpdateDomainConfig s3:PutBucketReplication`,
  },
  {
    grade: 0,
    reason: "A secret was read: what it opens is open to the reader.",
    actions: `secretsmanager:GetSecretValue secretsmanager:BatchGetSecretValue ssm:GetParameter ssm:GetParameters
      ssm:GetParametersByPath ssm:GetParameterHistory kms:Decrypt ec2:GetPasswordData lambda:GetFunction
      rds-db:connect ecr:GetAuthorizationToken`,
  },
  {
    grade: 0,
    reason: "An object was read.",
    actions: "s3:GetObject s3:GetObjectVersion s3:SelectObjectContent",
  },
]

const byAction = new Map<string, Rule[]>()
for (const rule of gradeRules)
  for (const action of rule.actions.split(/\s+/))
    byAction.set(action, [...(byAction.get(action) ?? []), rule])

/** What our own rules say of an action, or null when they say nothing. */
export function findGradeRule(action: string, request: JsonObject): Graded | null {
  const rule = byAction.get(action)?.find((each) => each.when?.(request) ?? true)
  return rule ? { grade: rule.grade, reason: rule.reason } : null
}
