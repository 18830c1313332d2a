"""The CloudFormation template as plain data."""

from typing import Any

import yaml

from auction.config import ROOT

TEMPLATE = ROOT / "deploy" / "cloudformation" / "ssgbay.yml"


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
