"""What moto's CloudFormation passes over in silence, made through moto's own APIs of those services. For tests alone.

Import before the first stack. What has no API in moto at all is only noted down: CloudFront's VPC origins, functions
and response header policies, and the attachment of a secret to a database; `NOTED` holds them, and the test says so.
"""

import contextlib
import itertools
import json
import re
from typing import Any

import boto3
from moto.core.common_models import CloudFormationModel

NOTED: dict[str, str] = {}
NUMBERS = itertools.count(1)


def lower(value: Any) -> Any:
    """CloudFormation's Names as CodeDeploy's API has them."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: lower(part) for key, part in value.items()}
    return [lower(part) for part in value] if isinstance(value, list) else value


def listed(value: Any) -> Any:
    """CloudFront's API wants {Quantity, Items} where CloudFormation has a plain list."""
    if isinstance(value, dict):
        return {key: listed(part) for key, part in value.items()}
    if isinstance(value, list):
        return {"Quantity": len(value), "Items": [listed(part) for part in value]}
    return value


class Made:
    """A resource made by `make`, and unmade by `unmake`, through a client of its own service."""

    TYPE = SERVICE = ""

    def __init__(self, properties: dict[str, Any], region: str) -> None:
        self.properties = properties
        self.client = boto3.client(self.SERVICE, region_name=region) if self.SERVICE else None
        self.attributes: dict[str, Any] = {}
        self.id = self.make(properties)

    def make(self, properties: dict[str, Any]) -> str:
        raise NotImplementedError

    def unmake(self) -> None:
        raise NotImplementedError

    @property
    def physical_resource_id(self) -> str:
        return self.id

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return True

    def get_cfn_attribute(self, name: str) -> Any:
        return self.attributes[name]

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.TYPE or "AWS::Test::Made"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_: Any):
        return cls(cloudformation_json.get("Properties", {}), region_name)

    def delete(self, *_: Any) -> None:
        self.unmake()


class Noted(Made):
    """There is no API for it in moto: written down, and forgotten when the stack goes."""

    TYPE = "AWS::Test::Noted"

    def make(self, properties: dict[str, Any]) -> str:
        number = f"{self.TYPE.rsplit('::')[-1].lower()}-{next(NUMBERS)}"
        NOTED[number] = self.TYPE
        self.attributes = {"Id": number, "FunctionARN": f"arn:aws:cloudfront::123456789012:function/{number}"}
        return number

    def unmake(self) -> None:
        del NOTED[self.id]


class VpcOrigin(Noted, CloudFormationModel):
    TYPE = "AWS::CloudFront::VpcOrigin"


class Function(Noted, CloudFormationModel):
    TYPE = "AWS::CloudFront::Function"


class HeadersPolicy(Noted, CloudFormationModel):
    TYPE = "AWS::CloudFront::ResponseHeadersPolicy"


class SecretAttachment(Noted, CloudFormationModel):
    TYPE = "AWS::SecretsManager::SecretTargetAttachment"

    def make(self, properties: dict[str, Any]) -> str:
        NOTED[properties["SecretId"]] = self.TYPE
        return properties["SecretId"]


class Secret(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::SecretsManager::Secret", "secretsmanager"

    def make(self, properties: dict[str, Any]) -> str:
        text = properties["SecretString"] if "SecretString" in properties else self.generate(properties)
        name = re.sub(r"\W+", "-", properties.get("Description", "secret")) + str(next(NUMBERS))
        return self.client.create_secret(Name=name, SecretString=text)["ARN"]

    def generate(self, properties: dict[str, Any]) -> str:
        wanted = properties["GenerateSecretString"]
        given = {
            "PasswordLength": int(wanted["PasswordLength"]),
            "ExcludePunctuation": wanted["ExcludePunctuation"] in (True, "true"),
        }
        text = self.client.get_random_password(**given)["RandomPassword"]
        if "GenerateStringKey" in wanted:
            return json.dumps({**json.loads(wanted["SecretStringTemplate"]), wanted["GenerateStringKey"]: text})
        return str(text)

    def unmake(self) -> None:
        self.client.delete_secret(SecretId=self.id, ForceDeleteWithoutRecovery=True)


class BucketPolicy(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::S3::BucketPolicy", "s3"

    def make(self, properties: dict[str, Any]) -> str:
        self.client.put_bucket_policy(Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"]))
        return f"{properties['Bucket']}-policy"

    def unmake(self) -> None:
        # moto takes a stack down in any order: the bucket may be gone, and its policy with it
        with contextlib.suppress(self.client.exceptions.NoSuchBucket):
            self.client.delete_bucket_policy(Bucket=self.properties["Bucket"])


class Access(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::CloudFront::OriginAccessControl", "cloudfront"

    def make(self, properties: dict[str, Any]) -> str:
        made = self.client.create_origin_access_control(
            OriginAccessControlConfig=properties["OriginAccessControlConfig"]
        )
        self.etag = made["ETag"]
        self.attributes = {"Id": made["OriginAccessControl"]["Id"]}
        return self.attributes["Id"]

    def unmake(self) -> None:
        self.client.delete_origin_access_control(Id=self.id, IfMatch=self.etag)


class Distribution(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::CloudFront::Distribution", "cloudfront"

    def make(self, properties: dict[str, Any]) -> str:
        config = dict(properties["DistributionConfig"])
        plain = {
            "CallerReference": "test",
            "Enabled": True,
            "Comment": config["Comment"],
            "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
        }
        plain["Origins"] = listed(
            [
                {key: origin[key] for key in ("Id", "DomainName")} | {"S3OriginConfig": {"OriginAccessIdentity": ""}}
                for origin in config["Origins"]
            ]
        )
        plain["DefaultCacheBehavior"] = {
            "TargetOriginId": config["DefaultCacheBehavior"]["TargetOriginId"],
            "ViewerProtocolPolicy": "https-only",
        }
        made = self.client.create_distribution(DistributionConfig=plain)["Distribution"]
        self.attributes = {"DomainName": made["DomainName"], "Id": made["Id"]}
        return made["Id"]

    def unmake(self) -> None:
        etag = self.client.get_distribution(Id=self.id)["ETag"]
        self.client.delete_distribution(Id=self.id, IfMatch=etag)


class OidcProvider(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::IAM::OIDCProvider", "iam"

    def make(self, properties: dict[str, Any]) -> str:
        given = {"Url": properties["Url"], "ClientIDList": properties["ClientIdList"], "ThumbprintList": ["0" * 40]}
        return self.client.create_open_id_connect_provider(**given)["OpenIDConnectProviderArn"]

    def unmake(self) -> None:
        self.client.delete_open_id_connect_provider(OpenIDConnectProviderArn=self.id)


class Application(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::CodeDeploy::Application", "codedeploy"

    def make(self, properties: dict[str, Any]) -> str:
        self.client.create_application(applicationName=properties["ApplicationName"], computePlatform="Server")
        return properties["ApplicationName"]

    def unmake(self) -> None:
        """moto's CodeDeploy has no deletion; its application goes with the mock."""


class DeploymentGroup(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::CodeDeploy::DeploymentGroup", "codedeploy"

    def make(self, properties: dict[str, Any]) -> str:
        given = lower(properties)
        given["autoRollbackConfiguration"]["enabled"] = True
        given["alarmConfiguration"]["enabled"] = True
        self.client.create_deployment_group(**given)
        return properties["DeploymentGroupName"]

    def unmake(self) -> None:
        """As with the application."""


class ScalingPolicy(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::AutoScaling::ScalingPolicy", "autoscaling"

    def make(self, properties: dict[str, Any]) -> str:
        target = dict(properties["TargetTrackingConfiguration"])
        target["TargetValue"] = float(target["TargetValue"])
        numbers = {"EstimatedInstanceWarmup": int(properties["EstimatedInstanceWarmup"])}
        given = {**properties, **numbers, "TargetTrackingConfiguration": target, "PolicyName": "cpu"}
        self.client.put_scaling_policy(**given)
        return given["PolicyName"]

    def unmake(self) -> None:
        self.client.delete_policy(AutoScalingGroupName=self.properties["AutoScalingGroupName"], PolicyName="cpu")


class Alarm(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::CloudWatch::Alarm", "cloudwatch"

    def make(self, properties: dict[str, Any]) -> str:
        name = properties["AlarmDescription"][:40]
        given = {**properties, "AlarmName": name}
        given |= {key: int(given[key]) for key in ("Period", "EvaluationPeriods", "Threshold") if key in given}
        for metric in given.get("Metrics", []):
            metric["ReturnData"] = metric.get("ReturnData", True) in (True, "true")
            if "MetricStat" in metric:
                metric["MetricStat"]["Period"] = int(metric["MetricStat"]["Period"])
        self.client.put_metric_alarm(**given)
        self.attributes = {"Arn": name}
        return name

    def unmake(self) -> None:
        self.client.delete_alarms(AlarmNames=[self.id])


class MetricFilter(Made, CloudFormationModel):
    TYPE, SERVICE = "AWS::Logs::MetricFilter", "logs"

    def make(self, properties: dict[str, Any]) -> str:
        transformations = [
            {key[0].lower() + key[1:]: value for key, value in one.items()}
            for one in properties["MetricTransformations"]
        ]
        self.name = transformations[0]["metricName"]
        self.client.put_metric_filter(
            logGroupName=properties["LogGroupName"],
            filterName=self.name,
            filterPattern=properties["FilterPattern"],
            metricTransformations=transformations,
        )
        return self.name

    def unmake(self) -> None:
        with contextlib.suppress(self.client.exceptions.ResourceNotFoundException):
            self.client.delete_metric_filter(logGroupName=self.properties["LogGroupName"], filterName=self.name)
