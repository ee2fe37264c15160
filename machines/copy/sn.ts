import type { Translation } from "./copy.ts";
import type { en } from "./en.ts";

/** Shona. An offer is a *chivimbiso*; members are spoken to as *imi*. */
export const sn = {
  "home.greeting":
    "{partOfDay, select, morning {Mangwanani} afternoon {Masikati} other {Manheru}}, {name} 👋",
  "home.menu": {
    text: "*{account}* (@{handle})\nMari yakachengetedzwa: {balances}\nHupfumi hwose: {netAssets}{limit, select, none {} other { · yasara yamungavimbisa nhasi: {limit}}}\nZvivimbiso zvakamirira: {pendingIn} zvakauya kwamuri, {pendingOut} zvakabva kwamuri\n\nMungada kuita chii?",
    list: "Zvandingaita",
    rows: {
      offer: { title: "Itai chivimbiso", description: "Vimbisai munhu mari" },
      incoming: {
        title: "Gamuchirai kana rambai",
        description:
          "{pendingIn, plural, one {Chivimbiso # chakakumirirai} other {Zvivimbiso # zvakakumirirai}}",
      },
      outgoing: {
        title: "Dzosai chivimbiso",
        description:
          "{pendingOut, plural, one {Chivimbiso chenyu # chakamirira} other {Zvivimbiso zvenyu # zvakamirira}}",
      },
      ledger: { title: "Onai nhoroondo", description: "Zvakagamuchirwa, zvitsva zvichitanga" },
      account: { title: "Chinjai akaundi", description: "Shandisai imwe yeakaundi dzenyu" },
      upgrade: { title: "Bvisai muganhu wezuva", description: "Ivai nhengo yeHustler" },
      refresh: { title: "Tarisai zvakare", description: "Onai kuti akaundi yenyu yakamira sei" },
      language: { title: "Mutauro", description: "Language · Ulimi" },
    },
  },
  "home.stale":
    "Handisi kukwanisa kusvika kuakaundi dzenyu parizvino. Aya ndiwo mamiriro adzo ekupedzisira:",
  help: "Ndinogona kukuratidzai akaundi yenyu nenhoroondo yayo, kukuitirai zvivimbiso, kupindura zvevamwe, uye kudzosa zvenyu. Nyorai *menu* kuti mudzokere kwamatangira chero nguva, *dzokera* kuti mudzokere nhanho imwe, kana *kanzura* kuti mumise zvatiri kuita. Ndinokuudzai kana chivimbiso chauya kwamuri kana kuti chenyu chapindurwa; nyorai *stop* kana musingazvidi.{languages, plural, =1 {} other { Kuti muchinje mutauro, nyorai *mutauro*.}}{support, select, none {} other { Kuti mutaure nemunhu: {support}}}",

  "session.over":
    "Nguva yenyu yapera mushure memaminitsi mashanu musina kunyora, kuti akaundi yenyu igare yakachengeteka. Ngatitangei patsva.",
  "machine.edited":
    "Ndichangobva kuvandudzwa, saka totanga patsva kubva pano. Kana manga muchangotumira, kugamuchira kana kusimbisa chimwe chinhu, ndapota tangai matarisa kana chatoitwa musati machiita zvakare.",
  trouble:
    "Ruregerero, pane chakanganisika kudivi rangu, saka totanga patsva kubva pano. Kana manga muchangotumira, kugamuchira kana kusimbisa chimwe chinhu, ndapota tangai matarisa kana chatoitwa musati machiita zvakare.",
  "trouble.resting":
    "Ruregerero, pane chakanganisika kudivi rangu. Nyorai *menu* kuti tienderere mberi. Kana manga muchangotumira, kugamuchira kana kusimbisa chimwe chinhu, ndapota tangai matarisa kana chatoitwa musati machiita zvakare.",
  "trouble.money":
    "Ruregerero, pane chakanganisika kudivi rangu pane zvamanga makumbira kuti zvitumirwe, zvigamuchirwe kana kuchinjwa, uye handigoni kutaura kuti zvakazofamba sei. Ndapota tangai matarisa kana zvatoitwa musati mazviita zvakare. Nyorai *menu* kuti tienderere mberi.",
  outdated:
    "Bhatani iroro nderemeseji yekare, saka hapana chandaita. Nyorai *menu* kuti muone zvamungaita iye zvino.",
  late: "Meseji iyoyo makainyora ndisati ndabvunza izvi, saka handina kuitora semhinduro yenyu:",
  unexpected: "Ruregerero, handina kunzwisisa. Nyorai *menu* kuti muone zvamungaita.",
  media: "Maita basa, asi pano ndinogona kuverenga mashoko chete.",
  "media.unreadable": "Handina kukwanisa kuona zvamatumira. Ndapota zvinyorei zvakare semashoko.",
  fallback:
    "Pamusoroi, ndatadza kukuratidzai shoko rangu rekupedzisira, saka hapana chaitwa. Nyorai *menu* kuti muone zvamunogona kuita.",
  "fallback.number": "Kuti musarudze, nyorai nhamba yacho:",
  "fallback.title": "Kuti musarudze, zvinyorei sezvazviri pano:",
  flood:
    "Mameseji awandisa panguva imwe, handisi kugona kuenderana nawo. Ndipei miniti, monyora zvakare.",

  "login.away": {
    text: "Handisi kukwanisa kusvika kuakaundi dzenyu parizvino. Ndapota edzai zvakare mushure meminiti.",
    buttons: { again: "Edzai zvakare" },
  },
  "login.refused": {
    text: "Handina kukwanisa kuvhura akaundi dzenyu{reason, select, none {} other {: {reason}}}. Ndapota edzai zvakare, kana kunyorera rubatsiro rweVimbisoPay.",
    buttons: { again: "Edzai zvakare" },
  },
  "login.anonymous":
    "WhatsApp haisi kundipa nhamba yenyu yefoni, uye ndinoida kuti ndiwane akaundi yenyu. Ndapota bvumidzai kuti nhamba yenyu ionekwe muhurukuro ino, monyora *mhoro*.",

  "welcome.ask": {
    text: "Mauya kuVimbisoPay! 🌱\nPano munopa nekupiwa chikwereti nevanhu vamunovimba navo. Nhamba iyi haisati iine akaundi. Tovhura here? Zvinotora miniti.",
    buttons: { register: "Vhurai akaundi", language: "Language · Ulimi" },
  },

  "registration.firstname.ask": "Zita renyu rekutanga ndiani?",
  "registration.lastname.ask": "Zita remhuri yenyu ndiani, {firstname}?",
  "registration.name.invalid":
    "{problem, select, short {Rapfupikisa: zita pano rine mabhii 3 zvichikwira} long {Rarebesa: zita pano rine mabhii 50 zvichidzika} digit {Zita pano harina manhamba} emoji {Zita pano harina emoji} mixed {Ndapota nyorai mazita ese nearufabheti imwe chete} reserved {Iri ishoko rinoshandiswa neVimbisoPay pachayo chete muzita} other {{sign, select, none {Zita pano rine mabhii, maapostrofi nemahaifeni chete} other {Zita pano harigoni kuva ne{sign}}}}}. Semuenzaniso: *Tariro* kana *Moyo-Ncube*.",
  "registration.name.again": "Zvakanaka, ngatiedzei zvakare. Nyorai *kanzura* kuti mubude.",
  "registration.firstname.confirm": {
    text: "*{name}* ndiro zita renyu rekutanga here?",
    buttons: { yes: "Hongu", no: "Kwete" },
  },
  "registration.lastname.confirm": {
    text: "*{name}* ndiro zita remhuri yenyu here?",
    buttons: { yes: "Hongu", no: "Kwete" },
  },
  "registration.denomination.ask": {
    text: "Ndeipi mari yamunonyanya kushandisa? Munogona kushandisa dzimwe dzacho futi.",
    list: "Sarudzai mari",
    rows: {
      "denomination=USD": { title: "USD", description: "Dhora reAmerica" },
      "denomination=ZWG": { title: "ZWG", description: "Zimbabwe Gold" },
      "denomination=CAD": { title: "CAD", description: "Dhora reCanada" },
      "denomination=CXX": { title: "CXX", description: "Mari yeCredex pachayo" },
      "denomination=XAU": { title: "XAU", description: "Goridhe, nemaounces" },
    },
  },
  "registration.denomination.invalid":
    "Handina mari iyoyo. Ndapota sarudzai pamari dziri pasi apa, kana kunyora zita rayo, semuenzaniso *USD* kana *ZiG*.",
  "registration.confirm.ask": {
    text: "Ndapota tarisai:\nZita rekutanga: *{firstname}*\nZita remhuri: *{lastname}*\nMari: *{denomination}*\n\nNdovhura akaundi yenyu here?",
    buttons: { open: "Vhurai akaundi", correct: "Gadzirisai" },
  },
  "registration.correct.ask": {
    text: "Munoda kugadzirisa chii? Zvimwe zvinoramba zvakadaro.",
    buttons: { firstname: "Zita rekutanga", lastname: "Zita remhuri", denomination: "Mari" },
  },
  "registration.done": "Akaundi yenyu yavhurwa, {firstname}. Mauya! 🎉",
  "registration.refused":
    "Handina kukwanisa kuvhura akaundi yenyu{reason, select, none {} other {: {reason}}}. Nyorai *mhoro* kuti mutange patsva.",
  "registration.away": {
    text: "Handisi kukwanisa kusvika kuVimbisoPay parizvino, saka akaundi yenyu haisati yavhurwa. Mhinduro dzenyu ndadzichengeta.",
    buttons: { again: "Edzai zvakare", cancel: "Kwete izvozvi" },
  },
  "registration.unknown":
    "Hapana mhinduro yakajeka yadzoka. Regai ndione kana akaundi yenyu yavhurwa.",
  "registration.unconfirmed":
    "Handisati ndaziva kana akaundi yenyu yavhurwa. Nyorai *mhoro* mushure meminiti, ndotarisa zvakare.",
  "registration.cancelled":
    "Zvakanaka, hapana akaundi yavhurwa. Nyorai *mhoro* chero nguva yamunoda.",
  "registration.expired":
    "Ndashaya mhinduro kwechinguva, saka ndavhara fomu. Hapana akaundi yavhurwa. Nyorai *mhoro* kana magadzirira.",

  "notice.created":
    "📩 *{counterparty}* akuvimbisa{account, select, none {i} other {i kuakaundi {account}}} *{sum}*, {secured, select, yes {yakachengetedzwa: mari yakaiswa parutivi yenyu} other {isina kuchengetedzwa: chivimbiso chekubhadhara gare gare}}.\nKuti mupindure, nyorai *offers*.",
  "notice.accepted": "✅ *{counterparty}* agamuchira chivimbiso chenyu che *{sum}*.",
  "notice.declined": "*{counterparty}* aramba chivimbiso chenyu che *{sum}*. Hapana chabhadharwa.",
  "notice.cancelled":
    "*{counterparty}* adzosa chivimbiso chavo che *{sum}*. Hapachina chamunofanira kupindura.",
  "notice.stopped":
    "Zvakanaka, handichakunyorerii ndega kana pane zvaitika kuzvivimbiso zvenyu. Nyorai *start* kana muchizvida zvakare.",
  "notice.started": "Zvakanaka, ndichakuudzai zvakare kana pane zvaitika kuzvivimbiso zvenyu.",
  "notice.many":
    "Pane nhau dzakawanda dzezvivimbiso zvenyu kupfuura dzandingakutumirai imwe neimwe. Nyorai *menu* kuti muone kuti zvakamira sei.",

  "money.tap":
    "Ndapota dzvanyai bhatani riri pasi apa, kana kunyora mashoko aro: pano hapana chimwe chandinotora semhinduro.",

  "offer.amount.ask":
    "Mungada kuvimbisa marii? Semuenzaniso *20* kana *20 ZWG*. Musina kudoma mari, ndinotora {denomination}. Nyorai *kanzura* kuti mumise.",
  "offer.amount.invalid":
    "Ndinoda mari yandinogona kuvimbisa. {reason, select, notPositive {Mari inofanira kunge iri pamusoro pe0, semuenzaniso *{example}*.} tooManyDecimals {{denomination} inotora manhamba {places} chete mushure medoti, semuenzaniso *{example}*.} commaDecimal {Ndapota nyorai doti pane koma: *{example}*.} ambiguousGrouping {Munoreva *{example}* here kana *{other}*? Ndapota nyorai seimwe yeidzi mbiri.} grouping {Handina kuona kuti zviuru zvinoperera papi. Ndapota musaise mucherechedzo pakati pemanhamba, semuenzaniso *1500*.} ambiguousDollar {Munoreva dhora ripi, *{example}* kana *{other}*? Ndapota nyorai seimwe yeidzi mbiri.} unknownCurrency {Handikwanisi kuvimbisa {code}, asi {currencies} chete. Semuenzaniso *20 USD*.} twoCurrencies {Ndapota domai mari imwe chete, semuenzaniso *20 USD*.} otherDigits {Ndapota nyorai nemanhamba 0 kusvika 9, semuenzaniso *{example}*.} tooLarge {Ndapota nyorai manhamba asingapfuuri 12, semuenzaniso *{example}*.} other {Ndapota nyorai nemanhamba, semuenzaniso *20* kana *20 ZWG*.}}",
  "offer.recipient.ask":
    "*{amount}*. Ndeyani? Nditumirei zita reakaundi yake (handle), semuenzaniso *bob_bakery*.",
  "offer.recipient.invalid":
    "Zita reakaundi (handle) rine mabhii, manhamba kana mitsara yepasi (_) 3 kusvika 30.{reason, select, short { Iro ipfupi.} long { Iro rakareba.} spaces { Harina mipata.} phone { Iro rinoita kunge nhamba yefoni: ndapota nditumirei zita reakaundi, kwete nhamba.} character { “{character}” haibvumidzwi mariri.} other {}} Semuenzaniso *bob_bakery*.",
  "offer.recipient.self": "Iyo iakaundi yenyu pachenyu.",
  "offer.recipient.unknown":
    "Handina kuwana akaundi inonzi @{handle}. {looksLike, select, phone {Iyoyo inoita kunge nhamba yefoni: ndinoda zita reakaundi (handle).} other {Ndapota tarisai manyorerwo aro.}} Kuti mumise, nyorai *kanzura* kana *menu*.",
  "offer.recipient.away":
    "Handina kukwanisa kutsvaga @{handle} parizvino. Ndapota tumirai kamwe zvakare.",
  "offer.confirm.ask": {
    text: "Ndapota tarisai:\n*{amount}*, yakachengetedzwa: inoiswa parutivi iye zvino\nkuna *{recipient}* (@{handle})\nkubva kuna {account}\n\n{isFirst, select, yes {Hamusati matumira chinhu kuakaundi iyi muchibva pano. } other {}}Ndotumira chivimbiso ichi here?",
    buttons: {
      confirm: "Tumirai chivimbiso",
      unsecured: "Bhadharai gare gare",
      cancel: "Kanzurai",
    },
  },
  "offer.unsecured.ask": {
    text: "Ndapota tarisai:\n*{amount}*, isina kuchengetedzwa: munovimbisa kubhadhara nemusi wa *{due}* usati wapfuura\nkuna *{recipient}* (@{handle})\nkubva kuna {account}\n\n{isFirst, select, yes {Hamusati matumira chinhu kuakaundi iyi muchibva pano. } other {}}Ndotumira chivimbiso ichi here?",
    buttons: { confirm: "Tumirai chivimbiso", secured: "Isai parutivi", cancel: "Kanzurai" },
  },
  "offer.due.ask": {
    text: "*{amount}* kuna {recipient}, sechivimbiso chekubhadhara gare gare. Muchabhadhara kusvika rinhi? Sarudzai pasi apa, kana kunyora zuva riri mavhiki 1 kusvika 52 kubva nhasi, semuenzaniso *{example}*.",
    list: "Sarudzai zuva",
    rows: {
      weeks: {
        title: "{count, plural, one {Muvhiki #} other {Mumavhiki #}}",
        description: "{due}",
      },
    },
  },
  "offer.due.invalid":
    "Handina kukwanisa kuverenga izvozvo sezuva.{reason, select, monthFirst { Ndapota tangai nezuva, motevedza nemwedzi.} noSuchDay { Zuva iroro harimo mukarenda.} weekday { Rinowira pane rimwe zuva revhiki.} other {}} Semuenzaniso *{example}*.",
  "offer.due.range":
    "{reason, select, soon {Iri pedyo zvakanyanya} other {Iri kure zvakanyanya}}: chivimbiso chisina kuchengetedzwa chinobhadharwa kubva musi wa {first} kusvika {last}.",
  "offer.sent":
    "✅ Chivimbiso chatumirwa\n*{amount}* kuna *{recipient}*\n{when}\nNhamba yacho: {reference}\n\n{due, select, none {Mari ichava yavo kana vagamuchira.} other {Kana vagamuchira, munenge mava nechikwereti chekubhadhara kusvika {due}.}}",
  "offer.refused":
    "Chivimbiso chenyu che *{amount}* kuna {recipient} hachina kuitwa{reason, select, none {} other {: {reason}}}. Hapana chatumirwa.",
  "offer.away": {
    text: "Handina kukwanisa kusvika kuVimbisoPay, saka chivimbiso chenyu che *{amount}* kuna {recipient} *hachina* kutumirwa.",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "offer.invalid":
    "Ruregerero, pane chakanganisika kudivi rangu, saka chivimbiso chenyu hachina kuitwa. Hapana chatumirwa. Nyorai *menu* kuti mutange patsva.",
  "offer.underway":
    "Chivimbiso chenyu che *{amount}* kuna {recipient} chatova munzira, saka handichakwanisi kuchimisa. Ndichakuudzai zvazoitika.",
  "offer.paused": {
    text: "Kutumira zvivimbiso kwakamboimiswa kwechinguva chidiki, saka chivimbiso chenyu che *{amount}* kuna {recipient} *hachina* kutumirwa.",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "offer.unknown":
    "Ndatumira chivimbiso chenyu che *{amount}* kuna {recipient}, asi hapana mhinduro yadzoka. *Hachisati chasimbiswa*: chinogona kunge chabudirira. Ndapota musachitumira zvakare: ndiri kutarisa, uye ndichakuudzai.",
  "offer.unsettled":
    "Chivimbiso chenyu che *{amount}* kuna {recipient} *hachina* kutumirwa, nekuti ndichiri kutarisa zvakaitika kune zvamakamboita. Ndichakuudzai ndangoziva.",
  "offer.cancelled": "Zvakanzurwa. Hapana chatumirwa.",
  "offer.expired":
    "Ndashaya mhinduro kwechinguva, saka ndavhara chivimbiso chenyu. Hapana chatumirwa. {command, select, none {Kuti muite chimwe, sarudzai *Itai chivimbiso* mumenu.} other {Kuti muenderere mberi nacho, nyorai *{command}*.}}",

  "incoming.pick.ask": {
    text: "{count, plural, one {Chivimbiso # chakakumirirai} other {Zvivimbiso # zvakakumirirai}}. Mungada kuona chipi?",
    list: "Onai zvivimbiso",
    rows: {
      credex: { title: "{sum}", description: "kubva kuna {counterparty}" },
      all: {
        title: "Gamuchirai zvose",
        description: "Zvose {count} zviri pano; ndinotanga ndakubvunzai",
      },
      next: "Zvinotevera",
      back: "Dzokerai",
    },
  },
  "incoming.see.ask": {
    text: "Zvakavimbiswa {account}:\n{offers}\n{secured, select, yes {Chakachengetedzwa: mari yacho yakatoiswa parutivi yenyu.} other {Hachina kuchengetedzwa: kuvimbisa kuzobhadhara.}}\n\nMungada kuchigamuchira here?",
    buttons: { accept: "Gamuchirai", decline: "Rambai", back: "Dzokerai" },
  },
  "incoming.all.ask": {
    text: "Zvakavimbiswa {account}, {count} zvose pamwe chete:\n{offers}\n{unsecuredCount, plural, =0 {Zvose zvakachengetedzwa.} one {Chekupedzisira hachina kuchengetedzwa: kuvimbisa kuzobhadhara.} other {Zvekupedzisira # hazvina kuchengetedzwa: kuvimbisa kuzobhadhara.}}\n\nNdogamuchira zvose {count} here?",
    buttons: { confirm: "Gamuchirai zvose", back: "Dzokerai" },
  },
  "decision.accepted": "✅ Zvagamuchirwa\n{offers}\n{when}",
  "decision.partly":
    "Pazvivimbiso {count}, {acceptedCount} zvagamuchirwa, zvimwe hazvina. Zvichakamirira munozviwana pana *Gamuchirai kana rambai*.",
  "decision.declined": "Zvarambwa\n{offers}\n{when}",

  "outgoing.pick.ask": {
    text: "{count, plural, one {Chivimbiso chenyu # chakamirira} other {Zvivimbiso zvenyu # zvakamirira}} mhinduro. Mungada kudzosa chipi?",
    list: "Onai zvivimbiso",
    rows: {
      credex: { title: "{sum}", description: "kuna {counterparty}" },
      next: "Zvinotevera",
      back: "Dzokerai",
    },
  },
  "outgoing.confirm.ask": {
    text: "Chivimbiso chenyu kubva kuna {account}, {secured, select, yes {chakachengetedzwa} other {chisina kuchengetedzwa}}:\n{offers}\n\nNdochidzosa here?",
    buttons: { confirm: "Chidzosei", back: "Dzokerai" },
  },
  "decision.takenBack": "Chadzoswa\n{offers}\n{when}",

  "ledger.page.ask": {
    text: "Nhoroondo ya {account}, zvitsva zvichitanga:\n{rows}",
    buttons: { next: "Zvinotevera", previous: "Zvakapfuura", back: "Kutanga" },
  },
  "ledger.blank":
    "Nhoroondo yenyu haina chinhu: zvamunogamuchira, nezvinogamuchirwa nevamwe kwamuri, ndizvo zvinonyorwa imomo.",
  "ledger.away": {
    text: "Handisi kukwanisa kusvika kunhoroondo yenyu parizvino.",
    buttons: { again: "Edzai zvakare", back: "Regai" },
  },
  "ledger.refused":
    "Handina kukwanisa kuvhura nhoroondo yenyu{reason, select, none {} other {: {reason}}}.",
  "ledger.expired":
    "Ndashaya mhinduro kwechinguva, saka ndavhara nhoroondo. Nyorai *menu* chero nguva yamunoda kuiona zvakare.",

  "switching.ask": {
    text: "Muri kushandisa *{account}*. Ndeipi yeakaundi dzenyu yamungada kushandisa?",
    list: "Akaundi dzenyu",
    rows: {
      account: { title: "{title}", description: "@{handle}" },
      next: "Zvinotevera",
      back: "Dzokerai",
    },
  },
  "switching.cancelled": "Zvakanaka, muchiri kushandisa *{account}*.",
  "switching.expired":
    "Ndashaya mhinduro kwechinguva, saka muchiri kushandisa *{account}*. Nyorai *menu* kuti muchinje.",

  "language.ask": {
    text: "Which language shall we speak?\nTotaura mutauro upi?\nSikhulume ngaluphi ulimi?",
    buttons: { "locale=en": "English", "locale=sn": "ChiShona", "locale=nd": "IsiNdebele" },
  },
  "language.kept":
    "Zvakanaka, totaura neChiShona kubva zvino. Kuti muchinje chero nguva, nyorai *mutauro*.",
  "language.away": {
    text: "Handina kukwanisa kuchengeta mutauro wamasarudza parizvino, saka toenderera mberi sezvatanga tichiita.",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "language.cancelled": "Zvakanaka, toenderera mberi neChiShona.",
  "language.expired": "Ndashaya mhinduro kwechinguva, saka toenderera mberi neChiShona.",

  "upgrade.confirm.ask": {
    text: "Senhengo yeHustler hamuna muganhu wezuva pane zvamunovimbisa. Zvingauya nemubhadharo unodzokororwa: VimbisoPay inenge ichibhadharisa {account} nguva yacho yoga yoga payasvika, kusvikira mazvimisa.\n\nNdokuitai nhengo yeHustler here?",
    buttons: { confirm: "Ehe, ndisimudzei", back: "Kwete izvozvi" },
  },
  "upgrade.done": "✅ Mava nhengo yeHustler. Muganhu wenyu wezuva wabviswa.",
  "upgrade.refused":
    "*Hamuna* kuitwa nhengo yeHustler{reason, select, none {} other {: {reason}}}. Hapana chachinja.",
  "upgrade.away": {
    text: "Handina kukwanisa kusvika kuVimbisoPay, saka *hamuna* kuitwa nhengo yeHustler.",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "upgrade.paused": {
    text: "Izvi zvakamboimiswa kwechinguva chidiki, saka *hamuna* kuitwa nhengo yeHustler.",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "upgrade.underway":
    "Kusimudzwa kwenyu kwatova munzira, saka handichakwanisi kukumisa. Ndichakuudzai zvazoitika.",
  "upgrade.unknown":
    "Ndakumbira kuti musimudzwe, asi hapana mhinduro yadzoka. *Hazvisati zvasimbiswa*: zvinogona kunge zvabudirira. Ndiri kutarisa, uye ndichakuudzai.",
  "upgrade.unsettled":
    "*Handina* kukumbira kuti musimudzwe, nekuti ndichiri kutarisa zvakaitika kune zvamakamboita. Ndichakuudzai ndangoziva.",
  "upgrade.cancelled": "Zvakanaka, hapana chachinja: moramba muri sezvamuri.",
  "upgrade.expired":
    "Ndashaya mhinduro kwechinguva, saka hapana chachinja. Nyorai *menu* kana muchiri kuda kubvisa muganhu wezuva.",

  "decision.refused":
    "*Hazvina* {decision, select, decline {kurambwa} cancel {kudzoswa} other {kugamuchirwa}}{reason, select, none {} other {: {reason}}}.\n{offers}",
  "decision.away": {
    text: "Handina kukwanisa kusvika kuVimbisoPay, saka hapana {decision, select, decline {charambwa} cancel {chadzoswa} other {chagamuchirwa}}:\n{offers}",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "decision.paused": {
    text: "Izvi zvakamboimiswa kwechinguva chidiki, saka hapana {decision, select, decline {charambwa} cancel {chadzoswa} other {chagamuchirwa}}:\n{offers}",
    buttons: { again: "Edzai zvakare", cancel: "Regai" },
  },
  "decision.invalid":
    "Ruregerero, pane chakanganisika kudivi rangu, saka hapana chachinjwa. Nyorai *menu* kuti muone zvichakamirira.",
  "decision.unclear":
    "Ruregerero, handichazivi zvamanga masarudza, saka hapana chandaita. Nyorai *menu* kuti muone zvichakamirira.",
  "decision.underway":
    "Ndatopfuudza kuti {decision, select, decline {maramba} cancel {madzosa} other {magamuchira}} izvi, saka handichakwanisi kuzvimisa. Ndichakuudzai zvazoitika.\n{offers}",
  "decision.unknown":
    "Ndapfuudza kuti {decision, select, decline {maramba} cancel {madzosa} other {magamuchira}} izvi, asi hapana mhinduro yadzoka. *Hazvisati zvasimbiswa*: zvinogona kunge zvabudirira. Ndiri kutarisa, uye ndichakuudzai.\n{offers}",
  "decision.unsettled":
    "Hapana {decision, select, decline {charambwa} cancel {chadzoswa} other {chagamuchirwa}}, nekuti ndichiri kutarisa zvakaitika kune zvamakamboita. Ndichakuudzai ndangoziva.\n{offers}",
  "decision.cancelled": "Zvakanaka, hapana chandachinja.",
  "decision.expired":
    "Ndashaya mhinduro kwechinguva, saka ndavhara zvanga zviripo. Hapana chachinja. Nyorai *menu* kuti mudzokere pazviri.",

  "late.decision.done":
    "✅ Zvaitwa: {decision, select, accept {magamuchira chivimbiso ichi} all {magamuchira zvivimbiso izvi} decline {chivimbiso ichi chapera, uye hachina kugamuchirwa} other {chivimbiso chenyu chapera, uye hachina kugamuchirwa}}.\n{offers}",
  "late.decision.partly":
    "Pazvivimbiso {count} zvamakagamuchira, {acceptedCount} zvabudirira, zvimwe hazvina. Nyorai *menu* kuti muone zvichakamirira.",
  "late.decision.failed":
    "Pakupedzisira hapana {decision, select, decline {charambwa} cancel {chadzoswa} other {chagamuchirwa}}:\n{offers}",
  "late.decision.unknown":
    "Hapana mhinduro yadzoka pamaida {decision, select, decline {kuramba} cancel {kudzosa} other {kugamuchira}} izvi. *Hazvisati zvasimbiswa*: zvinogona kunge zvabudirira. Ndiri kutarisa, uye ndichakuudzai.\n{offers}",
  "late.decision.unconfirmed":
    "Handina kukwanisa kuziva kana izvi {decision, select, decline {zvarambwa} cancel {zvadzoswa} other {zvagamuchirwa}}. Nyorai *menu* kuti muone kana zvichakamirira.\n{offers}",

  "late.upgrade.done": "✅ Kusimudzwa kwenyu kwabudirira: mava nhengo yeHustler.",
  "late.upgrade.failed": "Kusimudzwa kwenyu hakuna kubudirira: hamuna kuitwa nhengo yeHustler.",
  "late.upgrade.unknown":
    "Hapana mhinduro yadzoka nezvekusimudzwa kwenyu. *Hazvisati zvasimbiswa*: zvinogona kunge zvabudirira. Ndiri kutarisa, uye ndichakuudzai.",
  "late.upgrade.unconfirmed":
    "Handina kukwanisa kuziva kana kusimudzwa kwenyu kwabudirira, uye kuchiri kugona kubudirira. Nyorai *menu* kuti muone kana muchiri nemuganhu wezuva musati makumbira zvakare.",

  "late.other":
    "Pamusoro pechikumbiro chenyu chekare: {outcome, select, done {✅ Zvamanga makumbira zvabudirira.} unknown {Hapana mhinduro yadzoka pane zvamanga makumbira. *Hazvisati zvasimbiswa*: zvinogona kunge zvabudirira. Ndiri kutarisa, ndichakuzivisai.} unconfirmed {Handina kukwanisa kuziva kana zvamanga makumbira zvakabudirira, uye zvichiri kugona kubudirira. Ndapota tangai matarisa musati mazviita zvakare.} other {Zvamanga makumbira hazvina kubudirira.}}",
  "late.offer.done":
    "✅ Chivimbiso chenyu che *{amount}* kuna *{recipient}* chatumirwa.\n{when}\nNhamba yacho: {reference}",
  "late.offer.failed":
    "Chivimbiso chenyu che *{amount}* kuna {recipient} hachina kuitwa. Hapana chatumirwa.",
  "late.offer.unknown":
    "Hapana mhinduro yadzoka nezvechivimbiso chenyu che *{amount}* kuna {recipient}. *Hachisati chasimbiswa*: chinogona kunge chabudirira. Ndapota musachitumira zvakare: ndiri kutarisa, uye ndichakuudzai.",
  "late.offer.unconfirmed":
    "Handina kukwanisa kuziva kana chivimbiso chenyu che *{amount}* kuna {recipient} chabudirira, uye chichiri kugona kubudirira. Ndapota tarisai zvivimbiso zvenyu zvakamirira musati machitumira zvakare.",
} as const satisfies Translation<typeof en>;

/** The wordings that a speaker of Shona has read and found right; all others wait for that. */
export const reviewed: readonly (keyof typeof en)[] = [];
