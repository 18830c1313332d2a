"""`ssl_ca` in DATABASE_URL: the server's certificate and host name are verified, or nothing is said to it."""

import contextlib
import datetime
import ipaddress
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import database
from commands import migrate
from commands.console import Stuck
from tests.mysql.conftest import as_root
from tests.processes import free_port


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
        self.file = self._kept("ca.pem", self._certificate(self.name, self.key, None))

    def issue(self, name, alternative):
        """The files of a certificate for this host, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / f"{name}.key"
        file.write_bytes(private)
        return self._kept(f"{name}.pem", self._certificate(subject, key, alternative)), file

    def _certificate(self, subject, key, alternative):
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=alternative is None, path_length=None), critical=True)
        )
        if alternative is not None:
            builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def _kept(self, name, certificate):
        file = self.folder / name
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return file


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("right"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("stranger"))


@pytest.fixture(scope="module")
def tls_server(own_mariadb, authority):
    """`with tls_server("127.0.0.1"…) as url_for:` a MariaDB on a port; `url_for(ca)` is its address over TCP."""

    @contextlib.contextmanager
    def start(name, alternative):
        certificate, key = authority.issue(name, alternative)
        port = free_port()
        options = [
            "--skip-networking=0", "--bind-address=127.0.0.1", f"--port={port}", "--require-secure-transport=ON",
            f"--ssl-cert={certificate}", f"--ssl-key={key}", f"--ssl-ca={authority.file}",
        ]  # fmt: skip
        with own_mariadb(*options) as server:
            with as_root(server) as root:
                root.run("CREATE USER over_tcp@'127.0.0.1' IDENTIFIED BY 'word'")
                root.run("GRANT ALL ON ssgbay.* TO over_tcp@'127.0.0.1'")
            yield lambda ca: f"mysql://over_tcp:word@127.0.0.1:{port}/ssgbay?ssl_ca={quote(str(ca))}"

    return start


@pytest.fixture(scope="module")
def url_for(tls_server):
    with tls_server("right", x509.IPAddress(ipaddress.ip_address("127.0.0.1"))) as url_for:
        yield url_for


def test_a_server_whose_certificate_the_authority_signed_is_connected_to_by_tls(url_for, authority):
    with contextlib.closing(database.connect(url_for(authority.file))) as connection:
        cipher = database.Db(connection).one("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    assert cipher["Value"].startswith("TLS")


def test_a_server_with_a_certificate_of_another_authority_is_refused(url_for, stranger):
    with pytest.raises(database.Error, match="certificate verify failed"):
        database.connect(url_for(stranger.file))


def test_a_server_of_another_name_is_refused(tls_server, authority):
    with (
        tls_server("wrong", x509.DNSName("db.example.com")) as url_for,
        pytest.raises(database.Error, match=r"certificate is not valid for '127\.0\.0\.1'"),
    ):
        database.connect(url_for(authority.file))


def test_migrations_verify_it_too(url_for, authority, stranger):
    assert migrate.apply(url_for(authority.file))
    with pytest.raises((database.Error, Stuck), match="certificate verify failed"):
        migrate.apply(url_for(stranger.file))
