output "address" {
  description = "The site."
  value       = local.outputs.Address
}

output "cloudfront_name" {
  description = "Where the DNS record of domain_name points."
  value       = local.outputs.CloudFrontName
}

output "stack" {
  description = "Every output of the stack, for the later parts of docs/deploy.md."
  value       = local.outputs
}
