variable "repository" {
  type        = string
  description = "The GitHub repository with this code, as OWNER/NAME; its workflows may deploy."

  validation {
    condition     = can(regex("^[^/*]+/[^/*]+$", var.repository))
    error_message = "The repository is written as OWNER/NAME."
  }
}

variable "alarm_email" {
  type        = string
  description = "Alarms are mailed here; AWS asks this address once for a confirmation."
}

variable "region" {
  type        = string
  description = "The AWS region of everything but CloudFront."
  default     = "ap-northeast-2"
}

variable "stack_name" {
  type        = string
  description = "The name of the CloudFormation stack and of what it creates."
  default     = "ssgbay"
}

variable "size" {
  type        = string
  description = "small: one instance and a database in one zone. production: two to four instances, a database in two zones."
  default     = "small"

  validation {
    condition     = contains(["small", "production"], var.size)
    error_message = "The size is small or production."
  }
}

variable "branch" {
  type        = string
  description = "The only branch that may deploy."
  default     = "main"
}

variable "oidc_provider_arn" {
  type        = string
  description = "The account's OIDC provider for GitHub, when it has one already; empty creates it."
  default     = ""
}

variable "domain_name" {
  type        = string
  description = "The site's own name, together with certificate_arn; empty leaves the name that CloudFront gives."
  default     = ""
}

variable "certificate_arn" {
  type        = string
  description = "The certificate of domain_name, in us-east-1."
  default     = ""
}

variable "smtp_url" {
  type        = string
  description = "The server that takes the site's mails, with its password, together with mail_from; empty sends no mail."
  default     = ""
  sensitive   = true
}

variable "mail_from" {
  type        = string
  description = "The sender of the site's mails, as SSGBay <no-reply@auction.example.com>."
  default     = ""
}

variable "read_replica" {
  type        = bool
  description = "Keep a second database that answers lists, item pages and streams."
  default     = false
}

variable "traffic_logs" {
  type        = bool
  description = "Keep CloudFront's, the load balancer's, the buckets' and the network's logs for 90 days."
  default     = false
}

variable "image_parameter" {
  type        = string
  description = "The SSM parameter that holds the id of the instances' image, an Ubuntu for arm64."
  default     = "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id"
}
