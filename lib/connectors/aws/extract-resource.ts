import type { JsonObject } from "../contract"
import { type AuditRecord, asObject, text } from "./read-record"

/** What a call touched. `resource` is an ARN where one can be built, else what the record says; `item` lies inside it. */
export type ExtractedResource = { resource: string; type: string; name: string; item: string }

const nothing: ExtractedResource = { resource: "", type: "", name: "", item: "" }

/**
 * Every resource a call touched, in the order: the service's own parameters, then the record's resource list. Never
 * empty: a call that names nothing touches the account itself as far as we can tell, shown as an empty resource.
 */
export function extractResources(record: AuditRecord): ExtractedResource[] {
  const service = record.eventSource.split(".")[0] ?? ""
  const own = service === "s3" ? extractS3(record) : fromParameters(service, record)
  if (own.length > 0) return own
  const listed = record.resources.filter((each) => each.arn || each.arnPrefix).map(fromListed)
  return listed.length > 0 ? listed : [nothing]
}

/** The bucket is the resource, the key (and version) is the item: damage is grouped by bucket. */
function extractS3(record: AuditRecord): ExtractedResource[] {
  const bucket = text(record.request.bucketName) || bucketOf(record)
  if (!bucket) return []
  const key = text(record.request.key) || keyOf(record, bucket)
  const asked = text(record.request.versionId)
  const version = asked && asked !== "null" ? `?versionId=${asked}` : ""
  return [
    {
      resource: `arn:${partition(record.region)}:s3:::${bucket}`,
      type: "AWS::S3::Bucket",
      name: bucket,
      item: key ? `${key}${version}` : "",
    },
  ]
}

function bucketOf(record: AuditRecord): string {
  for (const { arn, arnPrefix } of record.resources) {
    const name = (arn || arnPrefix).match(/^arn:[^:]+:s3:::([^/*]+)/)?.[1]
    if (name) return name
  }
  return ""
}

function keyOf(record: AuditRecord, bucket: string): string {
  for (const { arn } of record.resources) {
    const path = arn.split(`:s3:::${bucket}/`)[1]
    if (path) return path
  }
  return ""
}

/** Parameter names (CloudTrail's lower camel case) to a resource, by service. `{}` stands for the value. */
const shapes: Record<string, readonly { field: string; type: string; arn?: string }[]> = {
  rds: [
    { field: "dBInstanceIdentifier", type: "AWS::RDS::DBInstance", arn: "rds:R:A:db:{}" },
    { field: "dBClusterIdentifier", type: "AWS::RDS::DBCluster", arn: "rds:R:A:cluster:{}" },
    { field: "dBSnapshotIdentifier", type: "AWS::RDS::DBSnapshot", arn: "rds:R:A:snapshot:{}" },
    {
      field: "dBClusterSnapshotIdentifier",
      type: "AWS::RDS::DBClusterSnapshot",
      arn: "rds:R:A:cluster-snapshot:{}",
    },
    { field: "globalClusterIdentifier", type: "AWS::RDS::GlobalCluster", arn: "rds::A:global-cluster:{}" },
  ],
  dynamodb: [
    { field: "tableName", type: "AWS::DynamoDB::Table", arn: "dynamodb:R:A:table/{}" },
    { field: "backupArn", type: "AWS::DynamoDB::Backup" },
  ],
  lambda: [{ field: "functionName", type: "AWS::Lambda::Function", arn: "lambda:R:A:function:{}" }],
  iam: [
    { field: "accessKeyId", type: "AWS::IAM::AccessKey" },
    { field: "userName", type: "AWS::IAM::User", arn: "iam::A:user/{}" },
    { field: "roleName", type: "AWS::IAM::Role", arn: "iam::A:role/{}" },
    { field: "groupName", type: "AWS::IAM::Group", arn: "iam::A:group/{}" },
    { field: "instanceProfileName", type: "AWS::IAM::InstanceProfile", arn: "iam::A:instance-profile/{}" },
    { field: "policyArn", type: "AWS::IAM::Policy" },
    { field: "policyName", type: "AWS::IAM::Policy", arn: "iam::A:policy/{}" },
  ],
  sts: [{ field: "roleArn", type: "AWS::IAM::Role" }],
  kms: [{ field: "keyId", type: "AWS::KMS::Key", arn: "kms:R:A:key/{}" }],
  secretsmanager: [
    { field: "secretId", type: "AWS::SecretsManager::Secret", arn: "secretsmanager:R:A:secret:{}" },
    { field: "secretIdList", type: "AWS::SecretsManager::Secret", arn: "secretsmanager:R:A:secret:{}" },
  ],
  ssm: [
    { field: "name", type: "AWS::SSM::Parameter", arn: "ssm:R:A:parameter/{}" },
    { field: "names", type: "AWS::SSM::Parameter", arn: "ssm:R:A:parameter/{}" },
    { field: "documentName", type: "AWS::SSM::Document", arn: "ssm:R:A:document/{}" },
    { field: "target", type: "AWS::EC2::Instance", arn: "ec2:R:A:instance/{}" },
  ],
  route53: [{ field: "hostedZoneId", type: "AWS::Route53::HostedZone", arn: "route53:::hostedzone/{}" }],
  cloudformation: [
    { field: "stackName", type: "AWS::CloudFormation::Stack", arn: "cloudformation:R:A:stack/{}" },
  ],
  ecs: [
    { field: "service", type: "AWS::ECS::Service", arn: "ecs:R:A:service/{}" },
    { field: "serviceName", type: "AWS::ECS::Service", arn: "ecs:R:A:service/{}" },
    { field: "cluster", type: "AWS::ECS::Cluster", arn: "ecs:R:A:cluster/{}" },
  ],
  eks: [
    { field: "clusterName", type: "AWS::EKS::Cluster", arn: "eks:R:A:cluster/{}" },
    { field: "name", type: "AWS::EKS::Cluster", arn: "eks:R:A:cluster/{}" },
  ],
  logs: [{ field: "logGroupName", type: "AWS::Logs::LogGroup", arn: "logs:R:A:log-group:{}" }],
  cloudtrail: [
    { field: "trailName", type: "AWS::CloudTrail::Trail", arn: "cloudtrail:R:A:trail/{}" },
    { field: "name", type: "AWS::CloudTrail::Trail", arn: "cloudtrail:R:A:trail/{}" },
  ],
  elasticfilesystem: [
    { field: "fileSystemId", type: "AWS::EFS::FileSystem", arn: "elasticfilesystem:R:A:file-system/{}" },
  ],
  backup: [
    { field: "recoveryPointArn", type: "AWS::Backup::RecoveryPoint" },
    { field: "backupVaultName", type: "AWS::Backup::BackupVault", arn: "backup:R:A:backup-vault:{}" },
  ],
  sqs: [{ field: "queueUrl", type: "AWS::SQS::Queue" }],
  sns: [{ field: "topicArn", type: "AWS::SNS::Topic" }],
  ecr: [{ field: "repositoryName", type: "AWS::ECR::Repository", arn: "ecr:R:A:repository/{}" }],
  elasticache: [
    { field: "cacheClusterId", type: "AWS::ElastiCache::CacheCluster", arn: "elasticache:R:A:cluster:{}" },
    {
      field: "replicationGroupId",
      type: "AWS::ElastiCache::ReplicationGroup",
      arn: "elasticache:R:A:replicationgroup:{}",
    },
  ],
  redshift: [{ field: "clusterIdentifier", type: "AWS::Redshift::Cluster", arn: "redshift:R:A:cluster:{}" }],
  elasticloadbalancing: [
    { field: "loadBalancerArn", type: "AWS::ElasticLoadBalancingV2::LoadBalancer" },
    { field: "targetGroupArn", type: "AWS::ElasticLoadBalancingV2::TargetGroup" },
    {
      field: "loadBalancerName",
      type: "AWS::ElasticLoadBalancing::LoadBalancer",
      arn: "elasticloadbalancing:R:A:loadbalancer/{}",
    },
  ],
  autoscaling: [
    {
      field: "autoScalingGroupName",
      type: "AWS::AutoScaling::AutoScalingGroup",
      arn: "autoscaling:R:A:autoScalingGroup:{}",
    },
  ],
  bedrock: [{ field: "modelId", type: "AWS::Bedrock::Model", arn: "bedrock:R::foundation-model/{}" }],
  ec2: [
    { field: "instanceId", type: "AWS::EC2::Instance", arn: "ec2:R:A:instance/{}" },
    { field: "volumeId", type: "AWS::EC2::Volume", arn: "ec2:R:A:volume/{}" },
    { field: "snapshotId", type: "AWS::EC2::Snapshot", arn: "ec2:R:A:snapshot/{}" },
    { field: "imageId", type: "AWS::EC2::Image", arn: "ec2:R:A:image/{}" },
    { field: "groupId", type: "AWS::EC2::SecurityGroup", arn: "ec2:R:A:security-group/{}" },
    { field: "vpcId", type: "AWS::EC2::VPC", arn: "ec2:R:A:vpc/{}" },
    { field: "subnetId", type: "AWS::EC2::Subnet", arn: "ec2:R:A:subnet/{}" },
    { field: "natGatewayId", type: "AWS::EC2::NatGateway", arn: "ec2:R:A:natgateway/{}" },
    { field: "allocationId", type: "AWS::EC2::EIP", arn: "ec2:R:A:elastic-ip/{}" },
    { field: "flowLogId", type: "AWS::EC2::FlowLog", arn: "ec2:R:A:vpc-flow-log/{}" },
  ],
}
shapes.monitoring = [{ field: "alarmNames", type: "AWS::CloudWatch::Alarm", arn: "cloudwatch:R:A:alarm:{}" }]
shapes["ec2-instance-connect"] = shapes.ec2 ?? []

/** The first field of the service's table that the call carries decides; a list gives one resource each. */
function fromParameters(service: string, record: AuditRecord): ExtractedResource[] {
  for (const shape of shapes[service] ?? []) {
    const values = valuesOf(record.request, shape.field)
    const given = values.length > 0 ? values : valuesOf(record.response, shape.field)
    if (given.length > 0) return given.slice(0, 200).map((value) => build(record, shape, value))
  }
  return []
}

/** `field` in the parameters, as EC2's `{instancesSet: {items: [{instanceId}]}}`, or as a list of names. */
function valuesOf(parameters: JsonObject, field: string): string[] {
  const direct = parameters[field]
  if (Array.isArray(direct)) return direct.map(text).filter(Boolean)
  if (text(direct)) return [text(direct)]
  const items = Object.values(parameters).flatMap((value) => {
    const list = asObject(value).items ?? asObject(value).item
    return Array.isArray(list) ? list.map(asObject) : []
  })
  const inItems = items.map((item) => text(item[field])).filter(Boolean)
  if (inItems.length > 0) return inItems
  // EC2 wraps some requests once more: {DeleteFlowLogsRequest: {FlowLogId: {content: "fl-..."}}}
  const capital = field.charAt(0).toUpperCase() + field.slice(1)
  const wrapped = Object.entries(parameters).filter(([name]) => name.endsWith("Request"))
  return wrapped.flatMap(([, value]) => {
    const inner = asObject(value)[capital]
    const list = Array.isArray(inner) ? inner : [inner]
    return list.map((each) => text(each) || text(asObject(each).content)).filter(Boolean)
  })
}

function build(record: AuditRecord, shape: { type: string; arn?: string }, value: string): ExtractedResource {
  if (value.startsWith("arn:")) return { resource: value, type: shape.type, name: shortName(value), item: "" }
  if (!shape.arn) return { resource: value, type: shape.type, name: shortName(value), item: "" }
  const path = shape.arn
    .replace(":R:", `:${record.region}:`)
    .replace(":A:", `:${record.accountId}:`)
    .replace("{}", () => value.replace(/^\//, ""))
  return { resource: `arn:${partition(record.region)}:${path}`, type: shape.type, name: value, item: "" }
}

function fromListed(each: AuditRecord["resources"][number]): ExtractedResource {
  const arn = each.arn || each.arnPrefix.replace(/\/\*?$/, "")
  return { resource: arn, type: each.type, name: shortName(arn), item: "" }
}

function shortName(value: string): string {
  const parts = value.split(/[/:]/).filter(Boolean)
  return parts.at(-1) ?? value
}

function partition(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn"
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws"
}
