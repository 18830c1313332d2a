"""Mends what moto's own CloudFormation models get wrong. For tests alone."""

from typing import Any

from moto.cloudformation.models import ChangeSet
from moto.ec2.models.route_tables import RouteTable
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup
from moto.rds.models import DBInstance, DBParameterGroup, DBSubnetGroup

APPLY = ChangeSet.apply


def mend() -> None:
    """Before the first stack. May be called again."""
    FakeLoadBalancer.get_cfn_attribute = FakeTargetGroup.get_cfn_attribute = _attribute
    RouteTable.delete = _delete_table
    # in an output, a reference to either is its name; moto gives the object
    DBSubnetGroup.__str__ = DBParameterGroup.__str__ = lambda group: group.name
    ChangeSet.apply = _apply
    # moto names these backups by database and minute: one that is restored within the minute could not have its own
    DBInstance.save_automated_backup = lambda _instance: None


def _attribute(resource: FakeLoadBalancer | FakeTargetGroup, name: str) -> str:
    """With the one that moto lacks: what CloudWatch's dimensions call a load balancer or a target group."""
    if name == "DNSName":
        return resource.dns_name
    return resource.arn.split(":")[-1].removeprefix("loadbalancer/")


def _delete_table(table: RouteTable, *_: Any) -> None:
    """moto's stacks never delete their route tables, and then cannot delete their network."""
    table.ec2_backend.delete_route_table(table.id)


def _apply(change_set: ChangeSet) -> None:
    """moto's stacks that come from a change set have no outputs."""
    APPLY(change_set)
    change_set.stack.template_dict = change_set.template_dict
    change_set.stack.output_map = change_set.stack._create_output_map()
