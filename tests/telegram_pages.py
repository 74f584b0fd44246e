"""The web pages of a public channel as Telegram makes them."""

from collections.abc import Sequence


def message(place: str, text: str, at: str, forwarded: str = "", reply: str = "") -> str:
    """Return the box of a post; ``text`` is HTML, "" for a picture alone."""
    passed = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/7">'
        f'<span dir="auto">{forwarded}</span></a></div>'
    )
    answered = (
        '<a class="tgme_widget_message_reply" href="#"><div class="tgme_widget_message_text">'
        f"{reply}</div></a>"
    )
    words = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="{place}">'
        '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author">'
        '<a class="tgme_widget_message_owner_name" href="https://t.me/gate"><span dir="auto">'
        f"Gate <i class='emoji'><b>\U0001f4e3</b></i> News</span></a></div>"
        f"{passed if forwarded else ''}{answered if reply else ''}{words if text else ''}"
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K'
        '</span><a class="tgme_widget_message_date" href="#">'
        f'<time datetime="{at}" class="time">08:00</time></a></div></div></div></div>'
    )


def channel(messages: Sequence[str]) -> bytes:
    """Return the page of a channel, or of one post if there is one."""
    return (
        "<!DOCTYPE html><html><head><title>Gate News - Telegram</title></head><body>"
        '<div class="tgme_channel_info">2 subscribers</div><section class="tgme_channel_history">'
        f"{''.join(messages)}</section></body></html>"
    ).encode()


def missing() -> bytes:
    """Return the page of a post that was deleted."""
    return b'<html><body><div class="tgme_widget_message_error">Post not found</div></body></html>'
