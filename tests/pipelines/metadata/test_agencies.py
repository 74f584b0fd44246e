"""Which agency a text is credited to; being quoted is no credit."""

import pytest

from pipelines.metadata.agencies import Agencies, built_in_agencies
from pipelines.text.fold import fold


@pytest.mark.parametrize(
    ("byline", "text", "agency"),
    [
        ("AFP", "", "AFP"),
        ("Staff Reporter; Reuters", "", "Reuters"),
        ("APP", "", "APP"),
        ("Mehr Ali", "Kabul is cold.", ""),
        ("", "KABUL (AFP) - Families waited at the gate.", "AFP"),
        ("", "ISLAMABAD, April 4 (APP): The ministry said.", "APP"),
        ("", "KABUL, Reuters - Families waited.", "Reuters"),
        ("", "Families waited.\n\n(Agencies/Reuters)", "Reuters"),
        ("", "Families waited.\n\nAFP", "AFP"),
        ("", "Families waited.\n\n— With input from Agence France-Presse", "AFP"),
        ("", "Families waited.\n\nWith additional reporting by Reuters.", "Reuters"),
        ("Published by arrangement with Pajhwok Afghan News", "", "Pajhwok"),
        ("", "خانواده‌ها برگشتند.\n\nمنبع: ایرنا", "IRNA"),
        ("", "Families learned it from Reuters", ""),
        ("", "Families told Reuters that they had waited for days at the gate.", ""),
        ("", "An app - that is all - helps them.", ""),
        ("", "کابل (ای‌اف‌پی) خانواده‌ها", ""),
        ("", "کابل (باختر): خانواده‌ها برگشتند.", "Bakhtar"),
        ("", "تهران - ایرنا - استاندار گفت", "IRNA"),
        ("پژواک", "کابل", "Pajhwok"),
        ("", "اسلام آباد (اے پی پی) وزیر نے کہا", "APP"),
        ("", "كابول (رويترز) - قالت الأمم المتحدة", "Reuters"),
        ("", "", ""),
    ],
)
def test_agency(byline: str, text: str, agency: str) -> None:
    assert built_in_agencies().credited(byline, fold(text)) == agency


def test_who_knows_no_agency_finds_none() -> None:
    assert Agencies({}).credited("AFP", fold("KABUL (AFP) - Families")) == ""
