# Terraform or OpenTofu, whichever is installed: nothing here needs one of the two.
terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
    github = {
      source  = "integrations/github"
      version = "~> 6.0"
    }
  }
}

# Credentials come from the environment: `aws` is signed in, and GITHUB_TOKEN is set.
provider "aws" {
  region = var.region
}

provider "github" {
  owner = local.owner
}
