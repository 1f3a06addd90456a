/** AWS's own mark on a leaked key's user: AWSCompromisedKeyQuarantine, V2, V3, V4 and what comes after. */
const quarantine = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w/]*\/)?(AWSCompromisedKeyQuarantine(?:V\d+)?)$/

/** What a person must know of such a policy on a user or role; one sentence per policy, none where there is none. */
export function sayQuarantine(attached: readonly string[]): string[] {
  return attached.flatMap((arn) => {
    const name = quarantine.exec(arn)?.[1]
    return name
      ? [
          `AWS itself has put ${name} here. It is not containment: it denies a fixed list and leaves sts:AssumeRole, rds:*, dynamodb:* and ec2:TerminateInstances open. It is not counted; leave it there and follow AWS's support case.`,
        ]
      : []
  })
}
