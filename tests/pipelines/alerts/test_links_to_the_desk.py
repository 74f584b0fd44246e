"""Mails lead to the pages in the browser, if it is said where those are."""

from dataclasses import replace

import pytest

from pipelines.alerts.letter import compose
from tests.letters import full_digest, item, message
from tests.samples import NOW

SENDER = "khabardar@example.org"


@pytest.mark.parametrize("desk", ["https://desk.example.org", "https://desk.example.org/"])
def test_each_item_links_to_its_story_and_the_mail_to_its_rule(desk: str) -> None:
    written = message(item("en"), replace(item("ur"), story_id=77), rule="Torkham & <b>")
    letter = compose(written, SENDER, NOW, desk)
    for number in (item("en").story_id, 77):
        page = f"https://desk.example.org/-/stories/{number}"
        assert f"The whole story: {page}\n" in letter.text
        assert f'<a href="{page}">The whole story</a>' in letter.html
    rule = "https://desk.example.org/-/alerts?rule=Torkham%20%26%20%3Cb%3E"
    assert f"All mails of this rule: {rule}\n" in letter.text
    assert f'<a href="{rule}">' in letter.html


def test_what_was_sent_before_links_to_its_story() -> None:
    digest = full_digest()
    letter = compose(digest, SENDER, NOW, "https://desk.example.org")
    for grown in digest.growth:
        page = f"https://desk.example.org/-/stories/{grown.story_id}"
        assert f"outlets {page}\n" in letter.text or f"outlet {page}\n" in letter.text
        assert f'href="{page}"' in letter.html
        assert grown.url not in letter.text
        assert grown.url in compose(digest, SENDER, NOW).text


def test_without_the_url_of_the_pages_there_is_no_link_to_them() -> None:
    letter = compose(message(item("en")), SENDER, NOW)
    for body in (letter.text, letter.html):
        assert "/-/" not in body
        assert "whole story" not in body
