"""Which country an outlet is of, by its URL and its language tag."""

import pytest

from pipelines.web.outlet_country import country_of


@pytest.mark.parametrize(
    ("url", "language", "country"),
    [
        ("https://www.news.pk/a", "en-US", "PK"),
        ("https://8am.af/a", "", "AF"),
        ("https://www.news.co.uk/a", "en", "GB"),
        ("https://www.news.com/a", "ur", "PK"),
        ("https://www.news.com/a", "fa", "IR"),
        ("https://www.news.com/a", "fa-AF", "AF"),
        ("https://www.news.com/a", "fa_AF", "AF"),
        ("https://www.news.com/a", "prs", "AF"),
        ("https://www.news.com/a", "ps", "AF"),
        ("https://www.news.com/a", "uz-Cyrl-UZ", "UZ"),
        ("https://www.news.com/a", "en-US", "US"),
        ("https://www.news.com/a", "en", ""),
        ("https://www.news.com/a", "", ""),
        ("https://www.news.io/a", "en", ""),
        ("https://www.news.tv/a", "tr-TR", "TR"),
        ("https://127.0.0.1/a", "?", ""),
        ("no address", "de", "DE"),
    ],
)
def test_address_and_language_tell_the_country(url: str, language: str, country: str) -> None:
    assert country_of(url, language) == country
