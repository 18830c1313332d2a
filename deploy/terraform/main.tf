# Part 1 of docs/deploy.md as one apply: the stack of the CloudFormation template, and what GitHub needs to deploy into it.

locals {
  owner       = split("/", var.repository)[0]
  repository  = split("/", var.repository)[1]
  environment = github_repository_environment.production.environment
  outputs     = aws_cloudformation_stack.ssgbay.outputs
}

# CloudFront's own addresses in this region
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_cloudformation_stack" "ssgbay" {
  name          = var.stack_name
  template_body = file("${path.module}/../cloudformation/ssgbay.yml")
  capabilities  = ["CAPABILITY_IAM"]

  parameters = {
    Size                 = var.size
    GitHubSubject        = "repo:${var.repository}:environment:${local.environment}"
    OidcProviderArn      = var.oidc_provider_arn
    CloudFrontPrefixList = data.aws_ec2_managed_prefix_list.cloudfront.id
    AlarmEmail           = var.alarm_email
    DomainName           = var.domain_name
    CertificateArn       = var.certificate_arn
    SmtpUrl              = var.smtp_url
    MailFrom             = var.mail_from
    ReadReplica          = var.read_replica ? "yes" : "no"
    TrafficLogs          = var.traffic_logs ? "yes" : "no"
    Image                = var.image_parameter
  }

  timeouts {
    create = "60m"
    update = "60m"
    delete = "60m"
  }
}

# The deploying roles trust this environment, so only one branch may use it.
resource "github_repository_environment" "production" {
  repository  = local.repository
  environment = "production"

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "branch" {
  repository     = local.repository
  environment    = local.environment
  branch_pattern = var.branch
}

# What the workflows read as `vars`; none is a secret.
resource "github_actions_environment_variable" "deployment" {
  for_each = {
    AWS_REGION          = var.region
    AWS_APPLICATION     = local.outputs.ApplicationName
    AWS_API_ROLE        = local.outputs.ApiDeployRole
    AWS_REVISION_BUCKET = local.outputs.Revisions
    AWS_PAGE_ROLE       = local.outputs.PageDeployRole
    AWS_PAGE_BUCKET     = local.outputs.Page
    AWS_DISTRIBUTION    = local.outputs.Distribution
  }

  repository    = local.repository
  environment   = local.environment
  variable_name = each.key
  value         = each.value
}
