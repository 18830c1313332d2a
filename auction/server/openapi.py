"""The OpenAPI 3.1 document, generated from the views' contracts, and a page that shows it offline."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, send_file
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from auction import errors
from auction.http.contract import BodyTooLarge, Contract, NotJson, NotMultipart, contract_of
from auction.http.cursors import InvalidCursor
from auction.http.problems import status_of
from auction.http.texts import codes
from auction.idempotency.rules import IdempotencyKeyInFlight, IdempotencyKeyReused, InvalidIdempotencyKey
from auction.limits.rules import TooManyRequests
from auction.users.rules import SignInEnded

documents = Blueprint("documents", __name__, url_prefix="/api")
REFERENCE = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": codes()},
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "minimumBid": {"type": ["integer", "null"], "description": "won"},
        "price": {"type": "integer", "description": "won"},
        "triesLeft": {"type": "integer"},
    },
}
# Swagger UI as its package ships it, and the two lines that start it
SWAGGER = {"swagger-ui.css": "css", "swagger-ui-bundle.js": "js"}


def _swagger_folder() -> Path:
    package = find_spec("flask_openapi_swagger")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("flask_openapi_swagger")
    return Path(package.submodule_search_locations[0]) / "templates" / "swagger"


_swagger = _swagger_folder()
PAGE = {name: _swagger / folder / name for name, folder in SWAGGER.items()} | {
    name: Path(__file__).with_name("docs") / name for name in ("index.html", "start.js")
}
# it writes style attributes and draws its icons from data: addresses; scripts are ours alone
PAGE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# what any route may answer besides its own errors
ANYWHERE = (TooManyRequests, errors.TryAgain, errors.OutcomeUnknown)


@documents.get("/openapi.json")
def openapi() -> Response:
    """This document."""
    return jsonify(document())


@documents.get("/docs")
@documents.get("/docs/<string:name>")
def page(name: str = "index.html") -> Response:
    """The document as a page, with no outside assets."""
    if name not in PAGE:
        raise errors.NotFound
    response = send_file(PAGE[name], max_age=86_400 if name in SWAGGER else 0)
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


@cache
def document() -> dict[str, Any]:
    """The whole contract of the current app."""
    views = [
        (rule, method, contract_of(current_app.view_functions[rule.endpoint]))
        for rule in current_app.url_map.iter_rules()
        if contract_of(current_app.view_functions[rule.endpoint]).answers
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    paths: dict[str, Any] = {}
    for rule, method, contract in views:
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda name: "{" + _camel(name[1]) + "}", rule.rule)
        view = current_app.view_functions[rule.endpoint]
        paths.setdefault(path, {})[method.lower()] = _operation(rule, view, contract)
    return {
        "openapi": "3.1.0",
        "info": {"title": "쓱Bay", "version": "1.0.0", "description": "중고 경매. Used-goods auctions in whole won."},
        "servers": [{"url": "/"}],
        "tags": [{"name": room} for room in ("users", "items", "bids", "history", "live", "health")],
        "paths": paths,
        "components": {
            "schemas": _schemas([contract for _, _, contract in views]) | {"Problem": PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _schemas(contracts: list[Contract]) -> dict[str, Any]:
    incoming = {model for contract in contracts for model in (contract.body, contract.query, contract.form) if model}
    outgoing = {model for contract in contracts for model in contract.answers.values() if model}
    pairs: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in incoming]
    pairs += [(model, "serialization") for model in outgoing]
    pairs.sort(key=lambda pair: pair[0].__name__)
    _, schema = models_json_schema(pairs, ref_template=REFERENCE)
    found: dict[str, Any] = schema["$defs"]
    for contract in contracts:
        if contract.form and contract.files:
            _add_files(found[contract.form.__name__], contract)
    return found


def _add_files(schema: dict[str, Any], contract: Contract) -> None:
    # a field of a form is there or not; text cannot be null
    schema["properties"] = {name: _not_null(value) for name, value in schema["properties"].items()}
    photo = {"type": "string", "contentMediaType": "application/octet-stream", "format": "binary"}
    several = {"type": "array", "minItems": 1, "maxItems": contract.most_files, "items": photo}
    schema["properties"][contract.files] = photo if contract.most_files == 1 else several
    if contract.body is None:
        schema.setdefault("required", []).append(contract.files)


def _operation(rule: Any, view: Any, contract: Contract) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": view.__name__,
        "summary": (view.__doc__ or "").strip().split("\n")[0],
        "tags": [rule.endpoint.split(".")[0]],
        "parameters": [*_path_parameters(rule), *_query_parameters(contract.query), *_header_parameters(contract)],
        "responses": _responses(contract),
    }
    if contract.body or contract.form:
        operation["requestBody"] = _request_body(contract)
    if contract.signed_in:
        operation["security"] = [{"token": []}] + ([{}] if contract.signed_in == "optional" else [])
    return operation


def _request_body(contract: Contract) -> dict[str, Any]:
    models = {"application/json": contract.body, "multipart/form-data": contract.form}
    content = {
        kind: {"schema": {"$ref": REFERENCE.format(model=model.__name__)}} for kind, model in models.items() if model
    }
    return {"required": True, "content": content}


def _path_parameters(rule: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": _camel(name),
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if "_id" in name else {"type": "string"},
        }
        for name in sorted(rule.arguments)
    ]


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", []), "schema": _not_null(field)}
        for name, field in schema["properties"].items()
    ]


def _not_null(field: dict[str, Any]) -> dict[str, Any]:
    """Remove null from a query parameter's schema: it is present or not."""
    kinds = [kind for kind in field.get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) > 1:
        return {"anyOf": kinds}
    return kinds[0] if kinds else field


def _header_parameters(contract: Contract) -> list[dict[str, Any]]:
    if not contract.idempotent:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
    return [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}]


def _responses(contract: Contract) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, model in contract.answers.items():
        responses[str(status)] = {"description": "done"} | _content(contract.content, model)
    for status, names in sorted(_refusals(contract).items()):
        responses[str(status)] = {
            "description": ", ".join(sorted(names)),
            "content": {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
        }
    return responses


def _content(kind: str, model: type[BaseModel] | None) -> dict[str, Any]:
    if model is not None:
        schema = {"$ref": REFERENCE.format(model=model.__name__)}
        return {"content": {kind: {"schema": _event(schema) if kind == "text/event-stream" else schema}}}
    return {} if kind == "application/json" else {"content": {kind: {"schema": {"type": "string"}}}}


def _event(data: dict[str, Any]) -> dict[str, Any]:
    """One event of a stream: its data is text that holds JSON."""
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": data}
    return {"type": "object", "properties": {"event": {"enum": ["price", "gone", "notification"]}, "data": text}}


def _refusals(contract: Contract) -> dict[int, set[str]]:
    kinds: set[type[errors.Refusal]] = {*contract.refuses, *ANYWHERE}
    if contract.signed_in:
        kinds |= {errors.NotSignedIn, SignInEnded}
    if contract.query and "cursor" in contract.query.model_fields:
        kinds.add(InvalidCursor)
    if contract.body or contract.form:
        kinds |= {errors.Unreadable, BodyTooLarge, NotMultipart if contract.form else NotJson}
    if contract.body or contract.form or contract.query:
        kinds.add(errors.Invalid)
    if contract.idempotent:
        kinds |= {IdempotencyKeyReused, IdempotencyKeyInFlight, InvalidIdempotencyKey}
    found: dict[int, set[str]] = {}
    for kind in kinds:
        found.setdefault(status_of(kind), set()).add(errors.code_of(kind))
    return found


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
