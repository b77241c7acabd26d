from __future__ import annotations

import time_machine
from django.core.mail import EmailMessage

from betterway.mail import OutboxFolderBackend
from tests.conftest import NOW


@time_machine.travel(NOW, tick=False)
def test_each_mail_has_a_file_of_its_own_though_they_go_in_the_same_second(tmp_path, settings, capsys):
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    mails = [EmailMessage(f"Mail {number}", "Words", "a@example.org", ["b@example.org"]) for number in range(3)]
    with OutboxFolderBackend() as backend:
        assert backend.send_messages(mails[:2]) == 2
        assert backend.send_messages(mails[2:]) == 1
    files = [path.read_text() for path in (tmp_path / "outbox").iterdir()]
    assert sorted(text.count("Subject: ") for text in files) == [1, 1, 1]
    assert capsys.readouterr().out.count("Subject: ") == 3
