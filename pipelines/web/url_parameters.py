"""Which parameters of a URL follow a reader, and which may name an article."""

import re

# Known for tracking wherever they stand, whatever their value. Names after three public lists:
# ClearURLs (docs.clearurls.xyz, global rules and the rules of news sites), AdGuard's "URL Tracking
# filter" (github.com/AdguardTeam/AdguardFilters, general rules) and Firefox's query stripping; and
# after the documentation of those who set them:
_ALWAYS = re.compile(
    "|".join(
        (
            # Google Analytics, Ads and their linkers; internal campaigns of the same form
            r"utm_.+|ga_(?:source|medium|term|content|campaign|place)|gclid|gclsrc|dclid|gbraid",
            r"wbraid|gad_source|gad_campaignid|srsltid|_ga|_gl|itm_(?:source|medium|campaign)",
            r"itm_(?:content|term|channel|audience)",
            # Facebook, Instagram, Twitter, TikTok, LinkedIn, Pinterest, Reddit, Microsoft, Yandex
            r"fbclid|fb_(?:action_ids|action_types|source|ref)|__tn__|mibextid|sfnsn|igshid|igsh",
            r"twclid|__twitter_impression|ref_src|ref_url|ttclid|li_fat_id|epik|rdt_cid|msclkid",
            r"yclid|ysclid|_openstat",
            # Mailchimp, HubSpot, Marketo, Vero, Drip, MailerLite, Omeda
            r"mc_(?:cid|eid|tc)|_hsenc|_hsmi|__hssc|__hstc|__hsfp|hsctatracking|mkt_tok|vero_id",
            r"vero_conv|__s|ml_subscriber|ml_subscriber_hash|oly_anon_id|oly_enc_id",
            # Matomo, Webtrekk, Adobe, Cxense, Taboola, Outbrain, Branch, Yahoo
            r"(?:pk|mtm|matomo|piwik)_(?:campaign|cid|content|group|keyword|kwd|medium|placement)",
            r"(?:pk|mtm|matomo|piwik)_source|wt_z?mc|s_cid|s_kwcid|cx_(?:testid|testvariant|artpos)",
            r"tblci|dicbo|_branch_match_id|_branch_referrer|guccounter|guce_referrer",
            r"guce_referrer_sig",
            # AT Internet (Piano): the names of its campaigns, and no other at_ of somebody else
            r"xtor|at_(?:medium|campaign|creation|variant|format|channel|platform|network|term)",
            r"at_(?:custom\d|link_id|link_type|link_origin|link|ptr_name|bbc_team|emailtype)",
            r"at_(?:general_placement|detail_placement|recipient_id|recipient_list|send_date)",
            # BBC (ComScore), Deutsche Welle, Al Jazeera
            r"ns_(?:mchannel|source|campaign|linkname|fee)|maca|traffic_source",
            # AMP's own, and WordPress' form for an answer to a comment
            r"amp_(?:js_v|gsa|r|ct|lite)|replytocom|nocache|noredirect",
        )
    )
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken")
# Marks of single outlets that others may count articles with: cut unless they are a number.
_UNLESS_NUMBER = frozenset(
    ("smid", "ocid", "ncid", "cmpid", "ico", "spm", "sr_share", "intcmp", "intcid")
)
_YES = "1|true|yes|on|"
_NETWORKS = "twitter|facebook|whatsapp|telegram|linkedin|reddit|pinterest|tumblr|email|bluesky"
_FROM = f"rss|feed|rssfeed|rss-feed|social|newsletter|{_NETWORKS}"
# Cut with these values only: the same names tell articles apart elsewhere.
_WITH_VALUE = {
    **dict.fromkeys(("ref", "source", "src", "via", "from", "origin", "r", "referrer"), _FROM),
    **dict.fromkeys(("rss", "rssfeed", "from_rss"), f"{_YES}|rss"),
    **dict.fromkeys(("view", "format", "mode", "display", "output", "type"), "print|printable|amp"),
    **dict.fromkeys(("print", "printable", "printview", "amp", "mobile"), _YES),
    **dict.fromkeys(("share", "shared"), f"1|true|yes|{_NETWORKS}|jetpack-whatsapp|print"),
    "m": "1",  # Blogger's page for a small screen
    "outputtype": "amp|valid|valid-amp|print|cleanprint",  # Arc XP
    "feature": r"share|shared|youtu\.be|related|emb_\w+|player_embedded",  # YouTube
    "cmp": r"(?:share|soc|twt|fb|oth|ema|rss|aff|afc)[_-].*|share|rss|longtail",  # The Guardian
    "ito": r"(?:social|rss|push|email|native|whatsapp|facebook|twitter|amp)[\w-]*",  # Daily Mail
    "icid": r"(?:rss|social|share|newsletter)[\w-]*",
}
_WITH_VALUE_PATTERNS = {name: re.compile(values) for name, values in _WITH_VALUE.items()}
_LONGEST_NUMBER = 12


def says_nothing(name: str, value: str) -> bool:
    """Tell whether a parameter (in lower case) names no article: it follows a reader or a visit.

    What is not known for that stays, however it looks: two URLs for one article cost a
    request, one URL for two articles costs an article.
    """
    if _ALWAYS.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    if name in _UNLESS_NUMBER:
        return not value.isdigit() or len(value) > _LONGEST_NUMBER
    known = _WITH_VALUE_PATTERNS.get(name)
    return known is not None and known.fullmatch(value) is not None
