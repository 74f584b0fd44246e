"""What the class and id names of a page's boxes say of their content, in words developers use."""

import re
from functools import lru_cache

# Written without the marks between their parts: related-posts, relatedPosts and related_posts are
# one name.
_NAMES = {
    "caption": (
        "caption credit credits copyright imgdesc imgalt imginfo imagedesc imagetext imageinfo "
        "imagemeta imagecredit photodesc phototext photoinfo photoby photocredit picturedesc "
        "picturetext mediadesc mediatext mediainfo mediacaption imagecaption imgcaption "
        "captiontext captiontitle figcaption wpcaption legend bildunterschrift figuredesc"
    ),
    "also_read": (
        "related relatedpost relatedposts relatednews relatedstories relatedarticles "
        "relatedarticle relatedcontent relatedlinks relatedlink relatedtopics relacionado "
        "relacionadas relacionados recommended recommend recommendation recommendations recirc "
        "recirculation alsoread alsolike mustread moreread keepreading nextread readmore readnext "
        "readalso readon seealso moreon morefrom morenews morestories morestory moreposts "
        "morearticles moretxt morelinks moreabout randompost randomposts trending popular "
        "popularposts mostread mostviewed mostpopular mostrecent latestnews latestposts "
        "recentposts similarposts similararticles othernews otherposts topstories topnews "
        "prevpost nextpost previouspost prevnext nextarticle prevarticle "
        "inarticlelink inarticlelinks inlinelink inlinelinks inlinestory suggested suggestions "
        "crosslink crosslinks linkbox linkliste postnavigation navlinks yarpp jprelatedposts "
        "upnext topiclinks storylinks internallink readmorebox youmaylike youmightlike yml"
    ),
    "plea": (
        "newsletter newsletters newslettersignup signup subscribe subscription subscriptions "
        "subscribebox donate donation donations supportus promo promos promobox promolink "
        "promotext promotion appdownload appbanner apppromo whatsapp telegram "
        "followus followbox membership paywallmessage paywallprompt regwall googlenews "
        "newsletterbox mailchimp postcta ctabox ctabanner ctablock ctatext calltoaction"
    ),
    "ad": (
        "ad ads advert adverts advertisement advertising adslot adbox adunit adlabel adcontainer "
        "adwrapper sponsor sponsored sponsoredcontent outbrain taboola dfp mgid affiliate "
        "affiliatebox anzeige werbung"
    ),
    "share": (
        "share shares sharing sharebar sharebox sharebutton sharebuttons sharetools social "
        "socialshare sociallinks socialmedia socialbar socialbuttons socialicons addthis "
        "sharedaddy sharethis addtoany printlink printbutton articletools"
    ),
    "comments": (
        "comment comments commentlist commentform commentarea commentbox commentrespond "
        "commentcount disqus disqusthread respond replies readercomments usercomments "
        "comentarios comentario comentarii commentaires commentaire kommentare kommentar "
        "kommentarer commenti yorumlar yorum reacties komentarze komentar"
    ),
    "author": (
        "authorbox authorbio authorinfo authorcard authordetails authordesc authordescription "
        "authorabout authorprofile authorblock abouttheauthor aboutauthor bio biography byline "
        "bylines author authors postauthor articleauthor writer contributor contributors "
        "contributorbio reporter"
    ),
    "meta": (
        "dateline pubdate publishdate publisheddate publishedon publishtime postdate postmeta "
        "postinfo postviews entrymeta entrydate articlemeta articledate articleinfo timestamp "
        "datepublished readtime readingtime viewcount viewscount viewcounter pageviews breadcrumb "
        "breadcrumbs kicker eyebrow shortlink lastupdated updatedat"
    ),
    "tags": (
        "tags tag taglist tagcloud taglinks posttags articletags keywords topics category "
        "categories catlinks"
    ),
    "standfirst": (
        "standfirst lead lede intro introduction introtext dek deck subtitle subhead subheadline "
        "summary excerpt abstract synopsis chapo vorspann entradilla ingress strapline tagline "
        "sapo preamble manchet articlelead articleintro articlesummary leadtext teasertext"
    ),
    "hidden": (
        "sronly screenreader screenreadertext visuallyhidden printonly hiddenprint noprint skiplink"
    ),
    "toc": ("toc tableofcontents eztoc eztoccontainer jumplinks inthisarticle"),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
_STATES = frozenset(
    ("has", "is", "no", "with", "js", "hide", "show", "enable", "disable", "col", "row", "without")
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[_\W]+")
_LONGEST_NAME_PARTS = 6


@lru_cache(16_384)
def role_of(names: str) -> str:
    """Return the role that a box's ``names`` (class and id, parted by spaces) give it, or "".

    A name counts if the whole of it, or a run of parts at its start or end, is a known word.
    """
    for name in names.split():
        role = _role_of_name(name)
        if role:
            return role
    return ""


@lru_cache(32_768)
def _role_of_name(name: str) -> str:
    parts = _PARTS.sub(" ", _CAMEL.sub(" ", name)).lower().split()
    count = len(parts)
    if not count or count > _LONGEST_NAME_PARTS or parts[0] in _STATES:
        return ""
    for run in range(count, 0, -1):
        role = _ROLES.get("".join(parts[-run:])) or _ROLES.get("".join(parts[:run]))
        if role:
            return role
    return ""
