"""The transport of mails: one SMTP connection that is kept, failures told apart, files in development."""

import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from auction.contacts import mail
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.mail_settings import MailSettings, SmtpServer
from tests.mail_server import MailServer, mail_server
from tests.processes import free_port, wait_for

pytestmark = pytest.mark.usefixtures("own_state")
SENDER = "쓱Bay <no-reply@auction.example>"


def use(server=None, folder=None):
    mail.configure(MailSettings(server, folder, SENDER, "https://auction.example", False))


@pytest.fixture
def sink():
    with mail_server() as server:
        use(server.settings)
        yield server


def a_mail(to="bidder@mail.example", number=1):
    return mail.compose(to, "입찰가가 올라갔어요", "글\n.\n..두 점", "<p>글</p>", f"n{number}")


def test_a_mail_arrives_as_it_was_written(sink):
    mail.send(a_mail())
    arrived = sink.mails[0]
    assert (arrived["From"], arrived["To"]) == (SENDER, "bidder@mail.example")
    assert (arrived["Subject"], arrived["Message-ID"]) == ("입찰가가 올라갔어요", "<n1@auction.example>")
    assert arrived["Auto-Submitted"] == "auto-generated"
    text, html = arrived.iter_parts()
    assert text.get_content().splitlines() == ["글", ".", "..두 점"]
    assert html.get_content().strip() == "<p>글</p>"
    assert sink.envelopes[0].mail_from == "no-reply@auction.example"


def test_many_mails_go_over_one_connection(sink):
    for number in range(50):
        mail.send(a_mail(number=number))
    assert (len(sink.mails), sink.connections) == (50, 1)


def test_a_connection_that_the_server_has_closed_is_opened_again():
    with mail_server(timeout=1) as server:
        use(server.settings)
        mail.send(a_mail(number=1))
        # the server hangs up after a second of silence
        wait_for(lambda: server.lost_connections == 1)
        mail.send(a_mail(number=2))
        assert (len(server.mails), server.connections) == (2, 2)


@pytest.mark.parametrize(
    ("answers", "failure", "reason"),
    [
        ({"recipient_answer": "550 5.1.1 no bidder@mail.example here"}, PermanentFailure, "recipient: 550 5.1.1"),
        ({"recipient_answer": "450 4.2.0 greylisted"}, TemporaryFailure, "recipient: 450 4.2.0"),
        ({"content_answer": "554 5.7.1 spam"}, PermanentFailure, "content: 554 5.7.1"),
        ({"content_answer": "451 try later"}, TemporaryFailure, "content: 451"),
    ],
    ids=["no such user", "greylisted", "spam", "content later"],
)
def test_a_refusal_is_named_without_the_address_and_the_next_mail_goes_on(sink, answers, failure, reason):
    for name, answer in answers.items():
        setattr(sink, name, answer)
    with pytest.raises(failure) as refused:
        mail.send(a_mail())
    assert refused.value.reason == reason
    sink.recipient_answer = sink.content_answer = ""
    mail.send(a_mail(number=2))
    assert (len(sink.mails), sink.connections) == (1, 1)


def test_a_connection_cut_after_the_content_is_a_temporary_failure_and_the_next_mail_goes_over_a_new_one(sink):
    sink.cuts_after_content = True
    with pytest.raises(TemporaryFailure, match="connection"):
        mail.send(a_mail())
    sink.cuts_after_content = False
    mail.send(a_mail())
    # delivered at least once, under the same Message-ID
    assert [arrived["Message-ID"] for arrived in sink.mails] == ["<n1@auction.example>"] * 2


def test_a_slow_server_is_given_up(sink, monkeypatch):
    monkeypatch.setattr("auction.contacts.smtp.TIMEOUT_S", 0.2)
    sink.wait_s = 1.5
    with pytest.raises(TemporaryFailure, match="connection"):
        mail.send(a_mail())


def test_a_server_that_does_not_listen_is_a_temporary_failure():
    use(SmtpServer("127.0.0.1", free_port(), "none", "", ""))
    with pytest.raises(TemporaryFailure, match="connection: ConnectionRefusedError"):
        mail.send(a_mail())


def test_user_and_password_are_sent_to_the_server():
    accepted = MailServer()
    with mail_server(authenticator=accepted.authenticated, auth_require_tls=False) as server:
        settings = server.settings
        use(SmtpServer(settings.host, settings.port, "none", "user", "p@ss:word"))
        mail.send(a_mail())
        assert accepted.credentials == [(b"user", b"p@ss:word")]


def test_starttls_is_required_where_it_is_set(sink):
    settings = sink.settings
    use(SmtpServer(settings.host, settings.port, "starttls", "", ""))
    # this server offers none: nothing is sent in the clear
    with pytest.raises(TemporaryFailure, match="SMTPNotSupportedError"):
        mail.send(a_mail())
    assert sink.mails == []


@pytest.mark.parametrize("end", ["\r\nBcc: other@mail.example", "\n", "\r", "\x0b more"])
def test_a_header_never_takes_a_second_line(sink, end):
    with pytest.raises(ValueError, match="linefeed"):
        mail.compose("bidder@mail.example", "hello" + end, "x", "x", "n1")
    with pytest.raises(ValueError, match="linefeed"):
        mail.compose("bidder@mail.example" + end, "hello", "x", "x", "n1")


def test_a_long_subject_and_a_long_link_are_whole_and_fit_their_lines(sink):
    subject, link = "아주 긴 제목 " * 12, "https://auction.example/api/unsubscribe?token=" + "x" * 200
    mail.send(mail.compose("bidder@mail.example", subject.strip(), "x", "x", "n1", link))
    content = sink.envelopes[0].content
    head = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f" <{link}>".encode() in head
    assert all(len(line) <= 78 for line in head if link.encode() not in line)
    assert sink.mails[0]["Subject"] == subject.strip()


def test_without_a_server_mails_are_files_that_nobody_else_reads_and_the_oldest_are_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "MAX_FILES", 3)
    folder = tmp_path / "mail"
    use(folder=folder)
    for number in range(5):
        mail.send(a_mail(number=number))
    found = mail.kept(folder)
    ids = [message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"] for path in found]
    assert ids == [f"<n{number}@auction.example>" for number in (4, 3, 2)]
    assert _modes(folder) == [0o600] * 3


def _modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()]


def test_without_server_and_folder_mail_is_off():
    use()
    assert not mail.is_on()
    with pytest.raises(PermanentFailure, match="mail is off"):
        mail.send(a_mail())
