"""Decorators that declare what a route takes, answers and refuses; validation and the OpenAPI document both read it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

from auction.errors import Invalid, Refusal, TooLarge, Unreadable, Unsupported
from auction.http.texts import field_text

T = TypeVar("T")
View = Callable[..., Any]

# a photo of ten megabytes, and what surrounds it
LARGEST_PHOTO = 11_000_000
MOST_PHOTOS = 8
LARGEST_UPLOAD = MOST_PHOTOS * LARGEST_PHOTO


class BodyTooLarge(TooLarge):
    """The request is larger than we take."""


class NotJson(Unsupported):
    """The body must be JSON."""


class NotMultipart(Unsupported):
    """The body must be a multipart form."""


@dataclass
class Contract:
    """What one route takes, answers and refuses."""

    signed_in: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    files: str = ""
    most_files: int = MOST_PHOTOS
    idempotent: bool = False
    answers: dict[int, type[BaseModel] | None] = field(default_factory=dict)
    content: str = "application/json"
    refuses: list[type[Refusal]] = field(default_factory=list)


def contract_of(view: View) -> Contract:
    """Return the contract that a view carries through its decorators."""
    contract: Contract = view.__dict__.setdefault("contract", Contract())
    return contract


def answers(
    status: int, model: type[BaseModel] | None = None, *refuses: type[Refusal], content: str = "application/json"
) -> Callable[[View], View]:
    """Send the view's `model` (or None) with this status. `refuses` are the route's own errors.

    With a `content` type other than JSON the view builds the response from `model` itself.
    """

    def decorate(view: View) -> View:
        contract_of(view).answers[status] = model
        contract_of(view).content = content
        contract_of(view).refuses.extend(refuses)

        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            result = view(*args, **kwargs)
            return json_response(result, status) if result is None or isinstance(result, BaseModel) else result

        return answer

    return decorate


def json_response(model: BaseModel | None, status: int) -> Response:
    """Return a response with a model as JSON in camelCase, or with an empty body for None."""
    text = "" if model is None else model.model_dump_json(by_alias=True)
    return Response(text, status, content_type="application/json")


def takes(
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    form: type[BaseModel] | None = None,
    files: str = "",
    most_files: int = MOST_PHOTOS,
    idempotent: bool = False,
) -> Callable[[View], View]:
    """Pass the validated `body`, `query` or `form` to the view; with a body and a form, either one as `body`.

    `files` names the form field of up to `most_files` uploads. `idempotent`: an Idempotency-Key is accepted.
    """

    def decorate(view: View) -> View:
        contract = contract_of(view)
        contract.body, contract.query, contract.form, contract.idempotent = body, query, form, idempotent
        contract.files, contract.most_files = files, most_files

        @wraps(view)
        def read(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs, **_read_request(contract))

        return read

    return decorate


def _read_request(contract: Contract) -> dict[str, BaseModel]:
    """Validate what the contract declares; return it as keyword arguments for the view."""
    read: dict[str, BaseModel] = {}
    is_form = contract.form is not None and (contract.body is None or request.mimetype == "multipart/form-data")
    if contract.files and is_form:
        request.max_content_length = contract.most_files * LARGEST_PHOTO
    if contract.body and not is_form:
        read["body"] = _checked(contract.body.model_validate_json, _json_bytes())
    if contract.query:
        read["query"] = _checked(contract.query.model_validate, request.args.to_dict())
    if contract.form and is_form:
        read["body" if contract.body else "form"] = _checked(contract.form.model_validate, _form_fields())
    return read


def _json_bytes() -> bytes:
    if request.method == "DELETE" and not request.mimetype and not request.content_length:
        # many clients send none with DELETE; then what is missing is named
        return b"{}"
    if request.mimetype != "application/json":
        raise NotJson
    return _sent(_whole_body)


def _whole_body() -> bytes:
    """Read as much as Content-Length says; reading to the end would cost another read of the socket."""
    length = request.content_length
    if length is None:
        return request.get_data()
    data = request.stream.read(length)
    if len(data) < length:
        raise ClientDisconnected
    return data


def _form_fields() -> dict[str, str]:
    if request.mimetype not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise NotMultipart
    return _sent(lambda: request.form.to_dict())


def _sent(read: Callable[[], T]) -> T:
    try:
        return read()
    except RequestEntityTooLarge as error:
        raise BodyTooLarge from error
    except (BadRequest, OSError) as error:
        raise Unreadable from error


def _checked(validate: Callable[[Any], BaseModel], value: Any) -> BaseModel:
    try:
        return validate(value)
    except ValidationError as error:
        raise refusal_of(error) from error


def refusal_of(error: ValidationError) -> Refusal:
    """Return Unreadable for a body that is not JSON, Invalid with the wrong fields for anything else."""
    problems = error.errors(include_url=False, include_input=False)
    if any(problem["type"] == "json_invalid" for problem in problems):
        return Unreadable()
    return Invalid(*((".".join(map(str, problem["loc"])) or "body", field_text(problem)) for problem in problems))
