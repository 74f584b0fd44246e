"""English."""

from pipelines.lexicon.language import (
    Boilerplate,
    Bylines,
    Dates,
    Language,
    Months,
    Numbers,
    Relative,
    VolatileLines,
    Walls,
)

LANGUAGE = Language(
    "en",
    months=Months(
        gregorian="""
            january jan
            february feb
            march mar
            april apr
            may
            june jun
            july jul
            august aug
            september sep sept
            october oct
            november nov
            december dec
        """,
        lunar="""
            muharram
            safar
            rabi_al-awwal rabi_ul_awwal
            rabi_al-thani rabi_ul_sani
            jumada_al-awwal
            jumada_al-thani
            rajab
            shaban
            ramadan
            shawwal
            dhu_al-qadah zul_qadah
            dhu_al-hijjah zul_hijjah
        """,
    ),
    relative=Relative(
        units={
            1: "seconds second secs sec",
            60: "minutes minute mins min m",
            3_600: "hours hour hrs hr h",
            86_400: "days day d",
            604_800: "weeks week wks wk w",
        },
        long_units={1: "months month mos mo", 12: "years year yrs yr"},
        hundredths={
            **{50: "half_an half_a a_half", 150: "one_and_a_half", 250: "two_and_a_half"},
            **{25: "a_quarter_of_an quarter_of_an a_quarter", 75: "three_quarters_of_an"},
        },
        fractions="quarter_of quarters_of third_of thirds_of",
        joints="and",
        after="ago",
        before_yesterday="the_day_before_yesterday day_before_yesterday",
        yesterday="yesterday",
        today="today",
        now="just_now moments_ago",
    ),
    dates=Dates(
        weekdays="""
            monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
        """,
        ordinals="st nd rd th",
        of="of",
        morning="am a.m. a.m",
        evening="pm p.m. p.m",
        noon="noon",
        afternoon="in_the_afternoon",
        at="at",
        hour="o'clock hrs",
        clocks={
            "Asia/Kabul": "kabul_time afghanistan_time local_time_in_kabul",
            "Asia/Karachi": "pakistan_time pakistan_standard_time karachi_time islamabad_time",
            "Asia/Tehran": "tehran_time iran_time iran_standard_time",
            "Europe/Istanbul": "istanbul_time turkey_time",
            "Asia/Riyadh": "mecca_time saudi_time",
            "Asia/Dubai": "uae_time dubai_time",
        },
        modified="updated update modified edited revised revision reviewed corrected amended "
        "refreshed last_change",
        published="publish posted created",
        labels="date posted published",
        events="event deadline born birth died death expires expiry expiration valid until due start "
        "starts begins ends match kickoff hearing trial meeting filmed taken recorded captured",
        eras="hijri ah ce ad solar lunar corresponding",
    ),
    numbers=Numbers(
        values={
            **{0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"},
            **{7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"},
            **{13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen"},
            **{18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty"},
            **{50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"},
        },
        scales={
            **{100: "hundred", 1_000: "thousand thousands k", 100_000: "lakh lakhs lac lacs"},
            **{1_000_000: "million millions mn mln m", 10_000_000: "crore crores"},
            **{1_000_000_000: "billion billions bn", 1_000_000_000_000: "trillion trillions tn"},
        },
        parts={"0.5": "half", "0.25": "quarter"},
        doubtful="one zero k m mn tn",
        articles="a an",
        loose_joins="and",
        points="point",
        until="through",
        to="to or",
        since="from",
        between="between",
        of="of",
        vague="several few many couple some",
        ordinals="st nd rd th s",
        uncounted="first second third thirds quarters fifth fifths eighth ninth twelfth twentieth "
        "thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth dozen dozens",
        year_before="in since during until till by year fy",
        in_any_text=True,
    ),
    boilerplate=Boilerplate(
        list_headings="""
            recent random post|random posts|recent posts|related posts|related articles
            related stories|related news|related topics|related content|related|you may also like
            you might also like|you may like|more from|more on this story|more stories|more news
            trending|trending now|trending news|most read|most popular|most viewed|popular posts
            popular news|latest news|latest stories|latest posts|recommended|recommended for you
            recommended stories|read next|up next|editors' picks|editor's picks|editor's choice
            top stories|in other news|don't miss|also read|read also|see also|must read|read more
            previous article|next article|previous post|next post|what to read next
            similar articles|similar posts|featured
        """,
        lines="""
            advertisement|advertisements|sponsored|sponsored content|promoted|share|share this
            share this article|share on|print|email|comments|comment|no comments|leave a reply
            leave a comment|post a comment|add a comment|write a comment|reply|log in|sign in
            register|subscribe|subscribe now|sign up|newsletter|listen to this article
            loading comments|end item|continue reading|story continues below
            story continues below advertisement|click here|article continues below|end of story
            ends|-ends-|the end|read full story|read the full story|skip advertisement
            skip to content|remaining time|copy link|link copied|copied|view gallery|show more
            load more|see more|learn more|show all|view all|see all|download pdf|download|save
            bookmark|follow|close|video|watch|gallery|report a typo|report an error|republish
            republish this article|back to top|view comments|show comments|play video
        """,
        starts="""
            role,|share this:|share:|follow us on|follow us|like us on|join our|join us on|subscribe to
            subscribe now for|sign up for|sign up to|download our app|download the app
            get our app|get the latest|click here to|tags:|tag:|tagged:|topics:|filed under
            posted in|categories:|category:|your email address will not be published
            save my name, email|we use cookies|this website uses cookies|this site uses cookies
            by continuing you accept|copyright ©|copyright (c)|copyright 20|© 20|©
            all rights reserved|file photo|photo:|image:|image credit|photo credit|photo by
            picture:|source:|updated:|views:|total views|post views|add us as a preferred source
            set as preferred source|support independent journalism|independent journalism needs
            support our journalism|donate to|this story has not been edited
            this article was published from|(this story has not been edited|read also:|also read:
            read more:|read more on|see also:|related:|more:|must read:|recommended:|minutes read
            min read|reading time|listen to|watch:|advertisement
        """,
        stamps=r"""
            (?:last |first |originally )?(?:updated|modified|published|posted|edited|created|printed)\b
            (?:date|time|story|news|article|report|post) ?(?:id|code|no\.?|number|published|posted|updated)\b
            (?:total |page |post )*(?:views?|reads?|hits|visits|visitors)\b
            [\d.,]+ ?[km]? ?(?:total |page )?(?:views?|reads?|hits|visits|shares|comments?|likes)\W*$
            \d+ ?(?:-|–)? ?min(?:ute)?s?\.? ?(?:read|reading)?$
            (?:estimated |average )?(?:reading|read) time\b
        """,
        pleas=r"""
            (?:please )?share(?: (?:this|the|it|via|on|to|now|with|your|our|social|media|friends?|others?|family|everyone|story|article|post|news|page|report|link|video|piece|by|email))+\W*$
            (?:spread the word|sharing is caring|pass it on|tell (?:your|a) friends?|send (?:this |it )?to (?:a|your) friends?)\W*$
            (?:log|sign) ?in (?:or (?:register|sign up) )?to (?:comment|reply|post|vote)\b.{0,30}$
            (?:print|email|save|copy|bookmark)(?: (?:this|the))? (?:article|story|page|link|post)\W*$
            (?:please )?(?:join|follow|like|find|add|visit) (?:our|us|the|[\w ]{1,30}(?:'s)?) ?.{0,40}\b(?:channel|group|whatsapp|telegram|facebook|twitter|instagram|youtube|google news|preferred source|community|page)\b
            (?:please )?subscribe\b.{0,80}\b(?:to|for|now|channel|newsletter|plans?|access)\b
            sign up\b.{0,80}\b(?:for|to|newsletter|inbox|alerts?)\b
            (?:to|for) (?:read |get |receive |see |watch )?(?:more|all|the latest|breaking|daily|the full)\b.{0,80}\b(?:subscribe|follow|download|click|visit|join|check out|sign up|log on)\b
            (?:get|receive|enjoy|stay)\b.{0,60}\b(?:in|to) your inbox
            (?:download|install|get) (?:our|the)\b.{0,40}\bapps?\b
            (?:you can )?(?:also )?(?:read|watch|find|see|get)\b.{0,40}\bon (?:our|the) (?:app|website|youtube channel)
            click here\b
            (?:continue|keep) reading (?:with|by|for (?:free|just|only))\b
            a post shared by\b
            (?:this|your) browser does not support\b
            we (?:and our (?:\d+ )?(?:partners|vendors) )?(?:use|store|value|process)\b.{0,80}\b(?:cookies|device|privacy)\b
            (?:twitter|x|instagram|facebook|e-?mail)\s?:\s?\S+$
            [\w.+-]+@[\w-]+(?:\.[\w-]+)+$
            [a-z]{2,5}(?:[-/][a-z]{2,5}){2,}$
            \(?(?:except for the headline,? )?(?:this|the) (?:story|article|report|copy|content|news|piece|post)\b.{0,40}\b(?:has not been|was not|has been|was|is|not) (?:edited|created|generated|published from|auto|translated|syndicated|produced|first published|originally published|republished)\b
            our standards:
            (?:independent|quality|honest|free) journalism\b.{0,60}\b(?:needs?|depends?|relies|costs?|support|free)\b
            (?:please )?(?:support|donate to|contribute to)\b.{0,40}\b(?:us|our|journalism|work|newsroom|independent)\b
            (?:please )?consider (?:making |a |an |donating|supporting|becoming|subscribing)
            become (?:a|an) .{0,30}\b(?:member|subscriber|supporter|patron)\b
            (?:got|have|do you have) (?:a|any|an)\b.{0,30}\b(?:story|stories|tip|tips|news|information|question|comment)\b.{0,40}\?
            (?:this|our) (?:article|story|content) (?:is|are) (?:for|only|available|reserved|exclusive)\b.{0,30}\b(?:subscribers?|members?|readers)\b
            (?:already|not yet) (?:a|an) (?:subscriber|member)
            (?:listen|watch) (?:to )?(?:this|the) (?:article|story|video|episode|report)
            (?:the )?(?:views|opinions|comments)\b.{0,120}\b(?:not necessarily|do not (?:reflect|represent)|does not (?:endorse|reflect|represent|agree))
            (?:your email|your comment|comments are|comments that|we reserve the right)\b.{0,60}\b(?:published|moderat\w+|approved|deleted?|closed)\b(?!.{0,80}\b(?:says?|said|adds?|added)\b)
            (?:follow|contact|reach|email|write to)\b.{0,40}@\w+
        """,
        paywalls=r"""
            (?:article|story|content|page|report|read) (?:is |are )?(?:only |exclusively |available )*(?:for|to) (?:our )?(?:paying )?(?:subscribers|members)
            (?:subscribers?|members?)[- ](?:only|exclusive)
            (?:subscribe|sign up|join|register|log in|sign in|pay)\b.{0,60}\b(?:to|and) (?:continue|keep|read|unlock|see|finish|access|get full)
            to (?:continue|keep|finish) reading\b.{0,60}\b(?:subscribe|sign|log|register|join|account|plan)
            (?:continue|keep) reading\b.{0,40}\b(?:with|subscription|trial|membership)
            read the (?:rest|full (?:story|article))\b.{0,40}\b(?:subscri|member|plan|trial)
            (?:already|not) a (?:subscriber|member)
            unlock (?:this|the full|unlimited)
            (?:you have|you've) (?:reached|used|read)\b.{0,40}\b(?:free articles|article limit|monthly limit)
        """,
        bios=r"""
            (?!(?:this|that|it|there|here|editor|note|he|she|they)\b).{2,60}? (?:is|are|was) (?:a|an|the|our|currently|based)\b.{0,90}\b(?:reporter|correspondent|journalist|writer|editor|columnist|contributor|author|blogger|producer|fellow|analyst|professor|freelanc\w+|researcher|lecturer|director|photographer)s?\b
            .{2,60}? (?:covers|reports on|reports from|writes (?:about|on|for|from)|has (?:been )?(?:reported|covered|written|worked))\b.{5,}
            (?:about the author|the (?:writer|author) is|the (?:writer|author)s are)\b
            (?:follow|contact|reach|email) (?:him|her|them|the author|the reporter)\b
        """,
    ),
    walls=Walls(
        bot="""
            just a moment
            attention required
            checking (?:your browser|if the site connection is secure)
            verif(?:y|ying) (?:that )?you are (?:a |not a )?(?:human|robot|bot)
            (?:prove|confirm|sure) (?:that )?you(?: are|'re) (?:a |not a )?(?:human|robot|bot)
            are you (?:a )?(?:robot|human|bot)
            i(?: am|'m) not a robot
            access (?:to this page has been )?denied
            (?:you have been|your ip (?:address )?(?:has been|is)) blocked
            ddos protection
            enable (?:javascript and )?cookies to continue
            unusual (?:traffic|activity)
            captcha
            pardon our interruption
            bot (?:verification|protection|detection)
            security (?:check|verification)
            human verification
            ray id
        """,
        not_found=r"""
            ^(?:error |fehler |hata |خطای |خطأ )?(?:404|410)(?:$|\s*[-–—|:!.]|\s+(?:not|error|page|file|seite|sayfa|صفحه|صفحة|-))
            (?:page|story|article|post|content|file|url|link) (?:was |is |could |can )?(?:not (?:be )?found|missing|unavailable|not available)
            (?:page|story|article|post|link|content) (?:does not|doesn't|no longer|has been (?:removed|deleted|moved)|you(?:'re| are) looking for|you requested)
            ^(?:oops|sorry)?\W*(?:not found|nothing (?:was )?found|page not found)
            (?:we )?(?:can't|can not|cannot|couldn't|could not) find (?:the|that|this) (?:page|story|article)
        """,
        error=r"""
            (?:under|scheduled|site|planned|system) maintenance
            (?:down|closed) for maintenance
            (?:be|we'll be|will be) (?:right )?back (?:soon|shortly|in a)
            ^be right back
            temporarily (?:unavailable|down|offline|closed)
            internal server error
            (?:bad gateway|gateway time-?out|service unavailable)
            ^(?:error )?50[0234]\b
            (?:account|site|website|domain|service|page) (?:has been |is |was )?(?:suspended|disabled|deactivated|parked)
            ^account suspended
            (?:domain|website) (?:name )?(?:is for sale|has expired|expired)
            request unsuccessful\. incapsula
            error establishing a database connection
            database error
            ^fatal error
            (?:something|it looks like something) went wrong
            (?:an )?(?:unexpected |application )?error (?:has )?occurred
        """,
        consent=r"""
            before you continue
            we (?:value|care about|respect) your privacy
            (?:accept|allow|agree to)\b.{0,40}\bcookies?\b.{0,40}\b(?:continue|read|access|proceed|enter)
            consent to (?:the use of )?cookies
            cookie (?:consent|settings|policy|preferences|wall)
            your (?:privacy|cookie) (?:choices|preferences|settings)
        """,
        login=r"""
            ^(?:log|sign) ?(?:in|on|up)\b
            ^(?:login|register|anmelden|einloggen|giriş yap|oturum aç)
            (?:please|you (?:must|need to|have to)) (?:be logged|log|sign|register|login)\b
            (?:log|sign) in (?:to|or) (?:your|continue|read|view|access|register|create)
            ^(?:members?|subscribers?) (?:only|login|area)
            create (?:a free|an|your) account to
        """,
        scripts=r"""
            (?:enable|turn on|activate|requires?|needs?|without)\b.{0,20}\bjavascript
            javascript (?:is |must be |has been )?(?:disabled|required|enabled|not enabled|turned off)
            ^(?:loading|please wait|redirecting)\b
        """,
    ),
    volatile_lines=VolatileLines(
        marks="""
            updated update modified published posted views view viewed reads read shares share
            comments comment likes like followers clicks ago
        """,
        fillers="""
            last first on at am pm m a p by the of in to and time times date total be minute
            minutes min mins hour hours hrs hr day days week weeks second seconds today yesterday
            now just gmt utc pkt aft irst ist est edt bst cet people users readers this article
            page story has been was so far edition k
        """,
    ),
    bylines=Bylines(
        leads=r"""
            (?:story |words |text |written |posted |reported |published |edited |submitted )?by
            (?:story|words|text|report(?:ing)?) and (?:photo|picture|image)\w* by
            authors?
            text
            source
            content(?=\s*[:：])
        """,
        by="(?:written |posted |reported |submitted )?by",
        labels="by author authors",
        joins="and with",
        trails="in at on for from updated published posted",
        posts="""
            editor reporter correspondent writer director manager producer columnist contributor
            journalist analyst photographer founder cofounder ceo cto president professor
            lecturer strategist specialist consultant officer chief fellow photojournalist historian
            researcher scholar activist blogger anchor presenter commentator economist videographer
        """,
        pictures="photo photos photograph photographs image images picture pictures video illustration graphic "
        "courtesy getty shutterstock alamy imago istock",
        controls=r"""
            (?:view|see|read|show|browse|visit|follow|more|all)\b.*\b(?:author|archive|posts?)\b
            (?:view|see|read|show|browse|visit|more|all)\b.*\b(?:articles|stories|profile|bio|page|more)\b
            (?:more|posts|stories|articles|all) (?:from|by)\b
            follow(?: us)?
            (?:subscribe|contact|listen|save|share|print|comments?|bookmark|profile|biography|website)\s*$
            (?:subscribe|contact|listen|share|sign up|log in) (?:to|now|us|this|in|with|on)\b
            special (?:to|for)\b
        """,
        desks=r"""
            \w*desk
            admin
            administrator
            webmaster
            root
            unknown
            anonymous
        """,
        credits=r"""
            (?:with )?(?:additional |further )?(?:inputs?|reporting|material|information)s? (?:from|by)
            (?:published )?(?:by|in) arrangement with
            courtesy(?: of)?
            source
            via
        """,
        generic="""
            our own the a an by from of in staff team editor editors editorial editorially
            newsroom news web online digital reporter reporters correspondent correspondents
            writer writers contributor contributors special senior monitoring sport sports
            business bureau chief managing director head deputy assistant associate national
            international foreign author guest post blog publisher posted written published
            reviewed updated
        """,
        signature="""
            by and on at in from the staff web desk reporter report correspondent news agency
            agencies bureau monitoring written posted updated published last date time am pm utc
            gmt ist pkt aft irst st nd rd th
        """,
    ),
)
