"""Mail addresses as they are stored, and the digests by which two addresses are the same."""

from hashlib import sha256

from pydantic_core import PydanticCustomError

from auction.contacts.rows import Channel

LONGEST = 254


def mail_address(given: str) -> str:
    """Return an address with its domain in small letters. Raises PydanticCustomError; asks no name server."""
    # imported at first use: the job that cron starts each minute reads no addresses
    from email_validator import EmailNotValidError, validate_email

    if not given.isascii():
        raise PydanticCustomError("mail_address_ascii", "not ASCII")
    if len(given) > LONGEST:
        raise PydanticCustomError("mail_address", "too long")
    try:
        found = validate_email(given, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise PydanticCustomError("mail_address", "not an address") from error
    return found.normalized if found.normalized.isascii() else f"{found.local_part}@{found.ascii_domain}"


def digest_of(channel: Channel, address: str) -> bytes:
    """Return the digest of an address; mail addresses that differ in case alone have the same."""
    same = address.lower() if channel == "mail" else address
    return sha256(f"{channel}:{same}".encode()).digest()
