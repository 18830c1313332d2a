"""The CloudFormation template as plain data."""

import re
from typing import Any

import yaml

from auction.config import ROOT

TEMPLATE = ROOT / "deploy" / "cloudformation" / "ssgbay.yml"


# the parameter that holds an image's id on moto
IMAGE = "/test/image"


class Reader(yaml.SafeLoader):
    """YAML with CloudFormation's tags read as plain values."""


def _tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    made = loader.construct_sequence if isinstance(node, yaml.SequenceNode) else loader.construct_mapping
    return made(node, deep=True)


Reader.add_multi_constructor("!", _tagged)


def read() -> dict[str, Any]:
    """The template, with `!Ref X` as "X", `!GetAtt X.Y` as "X.Y" and every other function as its arguments."""
    return yaml.load(TEMPLATE.read_text(), Reader)


def as_moto_takes_it() -> str:
    """The template's text but for three details: moto does not have Ubuntu's image, trips over the name of a parameter
    group, and takes a flow log's folder for a part of its bucket's name."""
    text = TEMPLATE.read_text()
    for detail, instead, times in (
        (r"(?<=Default: )/aws/service/canonical\S+$", IMAGE, 1),
        (r" +DBParameterGroupName: .+\n", "", 2),
        (r"(?<=LogBucket.Arn})/network$", "", 1),
    ):
        text, found = re.subn(detail, instead, text, flags=re.M)
        assert found == times, detail
    return text
