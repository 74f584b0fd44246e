"""Turkish."""

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
    "tr",
    months=Months(
        gregorian="""
            ocak oca
            şubat şub
            mart mar
            nisan nis
            mayıs may
            haziran haz
            temmuz tem
            ağustos ağu
            eylül eyl
            ekim eki
            kasım kas
            aralık ara
        """,
        lunar="""
            -
            -
            -
            -
            -
            -
            -
            -
            ramazan
            -
            -
            -
        """,
    ),
    relative=Relative(
        units={1: "saniye", 60: "dakika dk", 3_600: "saat", 86_400: "gün", 604_800: "hafta"},
        long_units={1: "ay", 12: "yıl sene"},
        hundredths={50: "yarım", 150: "bir_buçuk", 250: "iki_buçuk", 25: "çeyrek"},
        joints="ve",
        after="önce",
        before_yesterday="evvelsi_gün önceki_gün",
        yesterday="dün",
        today="bugün",
        now="az_önce",
    ),
    dates=Dates(
        weekdays="pazartesi salı çarşamba perşembe cuma cumartesi pazar",
        morning="öö sabah",
        noon="öğlen öğle",
        afternoon="öğleden_sonra",
        evening="ös akşam",
        night="gece",
        at="saat saati",
        clocks={"Europe/Istanbul": "tsi türkiye_saatiyle"},
        modified="güncelle son_değişiklik son_düzenleme düzenlenme_tarihi düzenlenme:",
        published="yayın",
        labels="tarih yayın",
        events="etkinlik doğum ölüm başvuru bitiş başlangıç geçerlilik",
        eras="hicri miladi",
    ),
    numbers=Numbers(
        values={
            **{1: "bir", 2: "iki", 3: "üç", 4: "dört", 5: "beş", 6: "altı", 7: "yedi", 8: "sekiz"},
            **{9: "dokuz", 10: "on", 20: "yirmi", 30: "otuz", 40: "kırk", 50: "elli"},
            **{60: "altmış", 70: "yetmiş", 80: "seksen", 90: "doksan"},
        },
        scales={
            **{100: "yüz", 1_000: "bin bini bine binden"},
            **{1_000_000: "milyon milyonu milyona milyondan"},
            **{1_000_000_000: "milyar milyarı milyara", 1_000_000_000_000: "trilyon"},
        },
        parts={"0.5": "buçuk yarım", "0.25": "çeyrek"},
        doubtful="bir altı yedi on yüz bin",
        points="virgül",
        until="ila",
        to="ile veya ya_da",
        vague="birkaç birçok birkac",
        ordinals="nci ncu inci uncu ncisi ncusu incisi uncusu",
        uncounted="dördüncü düzine",
        dotted_ordinals=True,
        year_behind="yılında yılı yılından yılına yılındaki yılının yıllarında",
        comma=",",
        in_any_text=True,
        glued=True,
    ),
    boilerplate=Boilerplate(
        list_headings="""
            ilgili haberler|ilgili haber|ayrıca okuyun|bunu da okuyun|öne çıkanlar|gündem
            popüler haberler|önerilen haberler|ilginizi çekebilir|bunlar da ilginizi çekebilir
            son dakika haberleri|çok okunanlar|benzer haberler|diğer haberler|önceki haber
            sonraki haber
        """,
        lines="""
            reklam|devamını oku|haberin devamı|bağlantıyı kopyala|yorumlar|yorum yap|paylaş
            yorum yaz
        """,
        starts="""
            unvan,|ilgili haber:|ayrıca okuyun:|bunu da okuyun:|bizi takip edin|etiketler:|fotoğraf:
            kaynak:|tüm hakları
        """,
        stamps=r"""
            (?:son )?(?:güncelleme|güncellenme|yayın(?:lanma)?)\b
            (?:okunma|görüntülenme|izlenme|okuma süresi|haber (?:no|kodu)|tarih)\b
            [\d.,]+ (?:okunma|görüntülenme|kez okundu)
        """,
        stamp_ends="(?:tarihinde|günü) (?:yayınlandı|yayımlandı|güncellendi)",
        pleas=r"""
            (?:(?:bu|haberi|yazıyı|makaleyi|içeriği|arkadaşlarınla|arkadaşlarınızla|sosyal medyada) )*paylaş(?:ın|ınız)?\W*$
            (?:bizi|kanalımız|whatsapp|telegram|abone|uygulama|bülten)\S*\b.{0,60}\b(?:takip edin|katılın|abone olun|ol|indirin|kaydolun|üye olun)\b
            (?:haber\S*|gelişme\S*|son dakika)\b.{0,60}\b(?:için|anında)\b.{0,60}\b(?:tıklayın|takip edin|katılın|indirin|abone)
            (?:bağımsız|özgür) (?:gazeteci|habercili)\S*\b.{0,60}\b(?:destek|ihtiya)
            (?:bu haber|haber)\b.{0,60}\b(?:tarafından (?:düzenlenme|editoryal)|otomatik olarak|editör\S* müdahalesi)
            (?:yorum|görüş)\S*\b.{0,60}\b(?:yansıtmaz|sorumlu(?:luk|su) )
        """,
        paywalls=r"""
            (?:abonelere|üyelere) özel
            (?:devamını|tamamını) oku\S*\b.{0,40}\b(?:abone|üye|giriş)
        """,
        bios=r"""
            .{2,60}? (?:muhabir|gazeteci|yazar|editör|köşe yazar)\w*\b.{0,60}(?:yazıyor|yapıyor|olarak çalış\w+|dır|dir|yazarıdır|muhabiridir)
        """,
    ),
    walls=Walls(
        bot="robot olmadığınızı",
        not_found=r"(?:sayfa|haber|içerik)\b.{0,30}(?:bulunamadı|mevcut değil|kaldırıl)",
        error="(?:bakım(?:da| çalışması)|hesap askıya|geçici olarak)",
        consent=r"(?:çerez)\S*\b.{0,40}(?:kabul|izin)",
    ),
    volatile_lines=VolatileLines(
        marks="""
            güncellendi güncelleme güncellenme yayınlanma okunma görüntülenme görüntüleme yorum
            paylaşım önce
        """,
        fillers="son tarihi saat dakika gün kez kere okuma süresi bugün dün",
    ),
    bylines=Bylines(
        leads=r"""
            yazan
            haber(?=\s*[:：])
            kaynak
            muhabir
        """,
        labels="yazan muhabir haber",
        joins="ve",
        posts="editör muhabir temsilcisi müdürü yazarı",
        pictures="fotoğraf foto görsel",
        controls=r"""
            tüm (?:yazıları|haberleri|yazılar)
            (?:takip|abone|paylaş|profili?|kaydet|dinle)(?:\s|$)
        """,
        credits="kaynak",
        generic="editör muhabir",
        signature="ve yazan muhabir haber saat",
    ),
)
