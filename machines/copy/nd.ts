import type { Translation } from "./copy.ts";
import type { en } from "./en.ts";

/** Ndebele, as it is spoken in Zimbabwe. An offer is an *isithembiso*; members are spoken to as *lina*. */
export const nd = {
  "home.greeting":
    "{partOfDay, select, morning {Livukile} afternoon {Litshonile} other {Litshonile}}, {name} 👋",
  "home.menu": {
    text: "*{account}* (@{handle})\nImali evikelweyo: {balances}\nInotho yonke: {netAssets}{limit, select, none {} other { · eseleyo elingayithembisa lamuhla: {limit}}}\nIzithembiso ezilindileyo: {pendingIn} ezize kini, {pendingOut} ezivela kini\n\nLingathanda ukwenzani?",
    list: "Engingakwenza",
    rows: {
      offer: { title: "Yenzani isithembiso", description: "Thembisani umuntu imali" },
      incoming: {
        title: "Yamukelani loba lale",
        description:
          "{pendingIn, plural, one {Isithembiso esingu-# siyalilinda} other {Izithembiso ezingu-# ziyalilinda}}",
      },
      outgoing: {
        title: "Buyisani isithembiso",
        description:
          "{pendingOut, plural, one {Isithembiso senu esingu-# silindile} other {Izithembiso zenu ezingu-# zilindile}}",
      },
      ledger: { title: "Bonani umlando", description: "Okwamukelweyo, okutsha kuqala" },
      account: {
        title: "Tshintshani i-akhawunti",
        description: "Sebenzisani enye i-akhawunti yenu",
      },
      upgrade: { title: "Susani umkhawulo", description: "Banini lilunga leHustler" },
      refresh: { title: "Khangelani futhi", description: "Bonani ukuthi i-akhawunti yenu injani" },
      language: { title: "Ulimi", description: "Language · Mutauro" },
    },
  },
  "home.stale": "Angenelisi ukufinyelela kuma-akhawunti enu khathesi. Nanku obekuyikho ekucineni:",
  help: "Ngingalitshengisa i-akhawunti yenu lomlando wayo, ngilenzele izithembiso, ngiphendule ezabanye, njalo ngibuyise ezenu. Bhalani *menu* ukuze libuyele ekuqaleni loba nini, *emuva* ukuze libuyele emuva ngenyathelo elilodwa, loba *khansela* ukuze limise esikwenzayo. Ngilitshela nxa isithembiso sesifikile kini loba esenu sesiphenduliwe; bhalani *stop* nxa lingakufuni.{languages, plural, =1 {} other { Ukuze litshintshe ulimi, bhalani *ulimi*.}}{support, select, none {} other { Ukuze likhulume lomuntu: {support}}}",

  "session.over":
    "Isikhathi senu siphelile ngemva kwemizuzu emihlanu lingabhalanga, ukuze i-akhawunti yenu ihlale ivikelekile. Kasiqaleni kutsha.",
  "machine.edited":
    "Ngisanda ukuthuthukiswa, ngakho siqala phansi lapha. Nxa belisanda ukuthumela, ukwamukela loba ukuqinisekisa okuthile, ngicela lihlole kuqala ukuthi sekwenziwe yini lingakakwenzi futhi.",
  trouble:
    "Uxolo, kukhona okonakeleyo kimi, ngakho siqala phansi lapha. Nxa belisanda ukuthumela, ukwamukela loba ukuqinisekisa okuthile, ngicela lihlole kuqala ukuthi sekwenziwe yini lingakakwenzi futhi.",
  "trouble.resting":
    "Uxolo, kukhona okonakeleyo kimi. Bhalani *menu* ukuze siqhubeke. Nxa belisanda ukuthumela, ukwamukela loba ukuqinisekisa okuthile, ngicela lihlole kuqala ukuthi sekwenziwe yini lingakakwenzi futhi.",
  "trouble.money":
    "Uxolo, kukhona okonakeleyo kimi kulokho ebelicele ukuthi kuthunyelwe, kwamukelwe loba kutshintshwe, njalo angazi ukuthi kuphethe njani. Ngicela lihlole kuqala ukuthi sekwenziwe yini lingakakwenzi futhi. Bhalani *menu* ukuze siqhubeke.",
  outdated:
    "Leyonkinobho ngeyomlayezo omdala, ngakho kangenzanga lutho. Bhalani *menu* ukuze libone elingakwenza khathesi.",
  late: "Lowomlayezo liwubhale ngingakabuzi lokhu, ngakho kangiwuthathanga njengempendulo yenu:",
  unexpected: "Uxolo, angizwisisanga. Bhalani *menu* ukuze libone elingakwenza.",
  media: "Siyabonga, kodwa lapha ngenelisa ukubala amazwi kuphela.",
  "media.unreadable": "Angenelisanga ukubona okuthumileyo. Ngicela ukubhale futhi ngamazwi.",
  fallback:
    "Uxolo, ngehlulekile ukulitshengisa umlayezo wami wokucina, ngakho akulalutho olwenziweyo. Bhalani *menu* ukuze libone elingakwenza.",
  "fallback.number": "Ukuze likhethe, bhalani inombolo yakho:",
  "fallback.title": "Ukuze likhethe, kubhaleni njengoba kunjalo lapha:",
  flood:
    "Imilayezo minengi kakhulu ngasikhathi sinye, angenelisi ukuyilandela. Ngiphani umzuzu, libe selibhala futhi.",

  "login.away": {
    text: "Angenelisi ukufinyelela kuma-akhawunti enu khathesi. Ngicela lizame futhi ngemva komzuzu.",
    buttons: { again: "Zamani futhi" },
  },
  "login.refused": {
    text: "Angenelisanga ukuvula ama-akhawunti enu{reason, select, none {} other {: {reason}}}. Ngicela lizame futhi, loba libhalele abosizo beVimbisoPay.",
    buttons: { again: "Zamani futhi" },
  },
  "login.anonymous":
    "I-WhatsApp kayinginiki inombolo yenu yefoni, kanti ngiyayidinga ukuze ngithole i-akhawunti yenu. Ngicela livume ukuthi inombolo yenu ibonakale kule ingxoxo, libe selibhala *sawubona*.",

  "welcome.ask": {
    text: "Siyalamukela kuVimbisoPay! 🌱\nLapha lipha njalo liphiwe isikweledu ngabantu elibathembayo. Le inombolo kayikabi le-akhawunti. Siyivule yini? Kuthatha umzuzu.",
    buttons: { register: "Vulani i-akhawunti", language: "Language · Mutauro" },
  },

  "registration.firstname.ask": "Libizo lenu ngubani?",
  "registration.lastname.ask": "Isibongo senu ngubani, {firstname}?",
  "registration.name.invalid":
    "{problem, select, short {Lifitshane kakhulu: ibizo lapha lilezinhlamvu ezi-3 kusiya phezulu} long {Lide kakhulu: ibizo lapha lilezinhlamvu ezingeqi ezi-50} digit {Ibizo lapha kalilazinombolo} emoji {Ibizo lapha kalila-emoji} mixed {Ngicela libhale wonke amabizo nge-alfabhethi eyodwa} reserved {Leli libala elisetshenziswa yiVimbisoPay kuphela ebizweni} other {{sign, select, none {Ibizo lapha lilezinhlamvu, ama-apostrofi lama-hyphen kuphela} other {Ibizo lapha alingebe lo-{sign}}}}}. Isibonelo: *Tariro* kumbe *Moyo-Ncube*.",
  "registration.name.again": "Kulungile, asizame futhi. Bhalani *khansela* ukuze liphume.",
  "registration.firstname.confirm": {
    text: "*{name}* yilo ibizo lenu yini?",
    buttons: { yes: "Yebo", no: "Hatshi" },
  },
  "registration.lastname.confirm": {
    text: "*{name}* yiso isibongo senu yini?",
    buttons: { yes: "Yebo", no: "Hatshi" },
  },
  "registration.denomination.ask": {
    text: "Yiphi imali eliyisebenzisa kakhulu? Lingazisebenzisa lezinye.",
    list: "Khethani imali",
    rows: {
      "denomination=USD": { title: "USD", description: "Idola laseMelika" },
      "denomination=ZWG": { title: "ZWG", description: "Zimbabwe Gold" },
      "denomination=CAD": { title: "CAD", description: "Idola laseCanada" },
      "denomination=CXX": { title: "CXX", description: "Imali yeCredex uqobo" },
      "denomination=XAU": { title: "XAU", description: "Igolide, ngama-ounce" },
    },
  },
  "registration.denomination.invalid":
    "Angilayo leyomali. Ngicela likhethe ngaphansi, loba libhale ibizo layo, isibonelo *USD* kumbe *ZiG*.",
  "registration.confirm.ask": {
    text: "Ngicela lihlole:\nIbizo: *{firstname}*\nIsibongo: *{lastname}*\nImali: *{denomination}*\n\nNgivule i-akhawunti yenu yini?",
    buttons: { open: "Vulani i-akhawunti", correct: "Lungisani" },
  },
  "registration.correct.ask": {
    text: "Lifuna ukulungisani? Okunye kusala kunjalo.",
    buttons: { firstname: "Ibizo", lastname: "Isibongo", denomination: "Imali" },
  },
  "registration.done": "I-akhawunti yenu isivuliwe, {firstname}. Siyalamukela! 🎉",
  "registration.refused":
    "Angenelisanga ukuvula i-akhawunti yenu{reason, select, none {} other {: {reason}}}. Bhalani *sawubona* ukuze liqale kutsha.",
  "registration.away": {
    text: "Angenelisi ukufinyelela kuVimbisoPay khathesi, ngakho i-akhawunti yenu kayikavulwa. Impendulo zenu ngizigcinile.",
    buttons: { again: "Zamani futhi", cancel: "Hatshi khathesi" },
  },
  "registration.unknown":
    "Akubuyanga mpendulo ecacileyo. Ake ngibone ukuthi i-akhawunti yenu isivuliwe yini.",
  "registration.unconfirmed":
    "Angikazi ukuthi i-akhawunti yenu isivuliwe yini. Bhalani *sawubona* ngemva komzuzu, ngizakhangela futhi.",
  "registration.cancelled":
    "Kulungile, akula akhawunti evuliweyo. Bhalani *sawubona* loba nini elithanda ngaso.",
  "registration.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho sengilivalile ifomu. Akula akhawunti evuliweyo. Bhalani *sawubona* nxa selilungile.",

  "notice.created":
    "📩 *{counterparty}* ulithembisa{account, select, none {} other { ku-akhawunti {account}}} *{sum}*, {secured, select, yes {evikelweyo: imali ibekwe eceleni yenu} other {engavikelwanga: isithembiso sokubhadala muva}}.\nUkuze liphendule, bhalani *offers*.",
  "notice.accepted": "✅ *{counterparty}* usamukele isithembiso senu se-*{sum}*.",
  "notice.declined":
    "*{counterparty}* walile isithembiso senu se-*{sum}*. Akulalutho olubhadelweyo.",
  "notice.cancelled":
    "*{counterparty}* usithethile futhi isithembiso sakhe se-*{sum}*. Akuselalutho okumele liluphendule.",
  "notice.stopped":
    "Kulungile, angisayikulibhalela ngokwami nxa kulokwenzakeleyo ezithembisweni zenu. Bhalani *start* nxa lifuna futhi.",
  "notice.started": "Kulungile, ngizalitshela futhi nxa kulokwenzakeleyo ezithembisweni zenu.",
  "notice.many":
    "Kulezindaba ezinengi zezithembiso zenu ezedlula lezo engingazithumela ngayinye. Bhalani *menu* ukuze libone ukuthi zimi njani.",

  "money.tap":
    "Ngicela licindezele inkinobho engaphansi, loba libhale amazwi ayo: lapha akulalutho olunye engiluthatha njengempendulo.",

  "offer.amount.ask":
    "Lingathanda ukuthembisa malini? Isibonelo *20* loba *20 ZWG*. Nxa lingaqambanga imali, ngithatha i-{denomination}. Bhalani *khansela* ukuze lime.",
  "offer.amount.invalid":
    "Ngidinga imali engingayithembisa. {reason, select, notPositive {Imali kumele yedlule u-0, isibonelo *{example}*.} tooManyDecimals {I-{denomination} ithatha izinombolo ezi-{places} kuphela ngemva kwechatshazi, isibonelo *{example}*.} commaDecimal {Ngicela libhale ichatshazi endaweni yekhoma: *{example}*.} ambiguousGrouping {Litsho i-*{example}* loba i-*{other}*? Ngicela libhale njengenye yalezi ezimbili.} grouping {Angibonanga ukuthi izinkulungwane zicina ngaphi. Ngicela lingafaki luphawu phakathi kwezinombolo, isibonelo *1500*.} ambiguousDollar {Litsho liphi idola, *{example}* loba *{other}*? Ngicela libhale njengenye yalezi ezimbili.} unknownCurrency {Angenelisi ukuthembisa i-{code}, kuphela {currencies}. Isibonelo *20 USD*.} twoCurrencies {Ngicela liqambe imali eyodwa, isibonelo *20 USD*.} otherDigits {Ngicela libhale ngezinombolo u-0 kusiya ku-9, isibonelo *{example}*.} tooLarge {Ngicela libhale izinombolo ezingedluli ezi-12, isibonelo *{example}*.} other {Ngicela libhale ngezinombolo, isibonelo *20* loba *20 ZWG*.}}",
  "offer.recipient.ask":
    "*{amount}*. Ngekabani? Ngithumelani ibizo le-akhawunti yakhe (handle), isibonelo *bob_bakery*.",
  "offer.recipient.invalid":
    "Ibizo le-akhawunti (handle) lilezinhlamvu, izinombolo loba imigca yaphansi (_) ezi-3 kusiya kwezi-30.{reason, select, short { Leli lifitshane.} long { Leli lide.} spaces { Kalilazikhala.} phone { Leli kungathi yinombolo yefoni: ngicela lingithumele ibizo le-akhawunti, hatshi inombolo.} character { “{character}” akuvunyelwa kulo.} other {}} Isibonelo *bob_bakery*.",
  "offer.recipient.self": "Leyo yi-akhawunti yenu uqobo.",
  "offer.recipient.unknown":
    "Angitholanga akhawunti ethiwa @{handle}. {looksLike, select, phone {Lokho kungathi yinombolo yefoni: ngidinga ibizo le-akhawunti (handle).} other {Ngicela lihlole ukuthi ibhalwe kuhle yini.}} Ukuze lime, bhalani *khansela* loba *menu*.",
  "offer.recipient.away":
    "Angenelisanga ukudinga @{handle} khathesi. Ngicela lithumele kanye futhi.",
  "offer.confirm.ask": {
    text: "Ngicela lihlole:\n*{amount}*, evikelweyo: ibekwa eceleni khathesi\niya ku-*{recipient}* (@{handle})\nivela ku-{account}\n\n{isFirst, select, yes {Alikaze lithumele lutho ku-le i-akhawunti lisuka lapha. } other {}}Ngisithumele yini lesi isithembiso?",
    buttons: { confirm: "Thumelani", unsecured: "Bhadalani muva", cancel: "Khanselani" },
  },
  "offer.unsecured.ask": {
    text: "Ngicela lihlole:\n*{amount}*, engavikelwanga: lithembisa ukubhadala lungakedluli usuku luka *{due}*\niya ku-*{recipient}* (@{handle})\nivela ku-{account}\n\n{isFirst, select, yes {Alikaze lithumele lutho ku-le i-akhawunti lisuka lapha. } other {}}Ngisithumele yini lesi isithembiso?",
    buttons: { confirm: "Thumelani", secured: "Bekani eceleni", cancel: "Khanselani" },
  },
  "offer.due.ask": {
    text: "*{amount}* iya ku-{recipient}, njengesithembiso sokubhadala muva. Lizabhadala kuze kube nini? Khethani ngaphansi, loba libhale usuku olusemavikini a-1 kusiya kwangu-52 kusukela lamuhla, isibonelo *{example}*.",
    list: "Khethani usuku",
    rows: {
      weeks: {
        title: "{count, plural, one {Ngeviki eli-#} other {Ngamaviki angu-#}}",
        description: "{due}",
      },
    },
  },
  "offer.due.invalid":
    "Angenelisanga ukubala lokho njengosuku.{reason, select, monthFirst { Ngicela liqale ngosuku, kulandele inyanga.} noSuchDay { Lolosuku kalukho ekhalendeni.} weekday { Luwela kwelinye ilanga leviki.} other {}} Isibonelo *{example}*.",
  "offer.due.range":
    "{reason, select, soon {Luseduze kakhulu} other {Lukhatshana kakhulu}}: isithembiso esingavikelwanga sibhadalwa kusukela ngo-{first} kusiya ku-{last}.",
  "offer.sent":
    "✅ Isithembiso sithunyelwe\n*{amount}* iya ku-*{recipient}*\n{when}\nInombolo yaso: {reference}\n\n{due, select, none {Izakuba ngeyabo nxa sebesamukele.} other {Nxa sebesamukele, lizabe lilomlandu wokubhadala kuze kube ngu-{due}.}}",
  "offer.refused":
    "Isithembiso senu se-*{amount}* esiya ku-{recipient} kasenziwanga{reason, select, none {} other {: {reason}}}. Akulalutho oluthunyelweyo.",
  "offer.away": {
    text: "Angenelisanga ukufinyelela kuVimbisoPay, ngakho isithembiso senu se-*{amount}* esiya ku-{recipient} *kasithunyelwanga*.",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "offer.invalid":
    "Uxolo, kukhona okonakeleyo kimi, ngakho isithembiso senu kasenziwanga. Kakuthunyelwanga lutho. Bhalani *menu* ukuze liqale futhi.",
  "offer.underway":
    "Isithembiso senu se-*{amount}* esiya ku-{recipient} sesisendleleni, ngakho angisenelisi ukusimisa. Ngizalitshela okwenzakeleyo.",
  "offer.paused": {
    text: "Ukuthumela izithembiso kumisiwe okwesikhatshana, ngakho isithembiso senu se-*{amount}* esiya ku-{recipient} *kasithunyelwanga*.",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "offer.unknown":
    "Ngithumele isithembiso senu se-*{amount}* esiya ku-{recipient}, kodwa akubuyanga mpendulo. *Kasikaqinisekiswa*: kungenzeka siphumelele. Ngicela lingasithumeli futhi: ngisahlola, njalo ngizalitshela.",
  "offer.unsettled":
    "Isithembiso senu se-*{amount}* esiya ku-{recipient} *kasithunyelwanga*, ngoba ngisahlola ukuthi kwenzakaleni kulokho elikwenze kuqala. Ngizalitshela nxa sengikwazi.",
  "offer.cancelled": "Kukhanselwe. Akulalutho oluthunyelweyo.",
  "offer.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho sengisivalile isithembiso senu. Akulalutho oluthunyelweyo. {command, select, none {Ukuze lenze esinye, khethani *Yenzani isithembiso* kumenu.} other {Ukuze liqhubeke laso, bhalani *{command}*.}}",

  "incoming.pick.ask": {
    text: "{count, plural, one {Isithembiso esingu-# siyalilinda} other {Izithembiso ezingu-# ziyalilinda}}. Lingathanda ukubona siphi?",
    list: "Bonani izithembiso",
    rows: {
      credex: { title: "{sum}", description: "ivela ku-{counterparty}" },
      all: {
        title: "Yamukelani zonke",
        description: "Zonke ezingu-{count} ezilapha; ngizalibuza kuqala",
      },
      next: "Okulandelayo",
      back: "Emuva",
    },
  },
  "incoming.see.ask": {
    text: "Okuthenjiswe {account}:\n{offers}\n{secured, select, yes {Sivikelwe: imali isibekelwe lina eceleni.} other {Kasivikelwanga: yisithembiso sokubhadala ngokuya kwesikhathi.}}\n\nLingathanda ukusamukela yini?",
    buttons: { accept: "Yamukelani", decline: "Yalani", back: "Emuva" },
  },
  "incoming.all.ask": {
    text: "Okuthenjiswe {account}, okungu-{count} sekuhlangene:\n{offers}\n{unsecuredCount, plural, =0 {Zonke zivikelwe.} one {Esokucina kasivikelwanga: yisithembiso sokubhadala ngokuya kwesikhathi.} other {Ezokucina ezingu-# kazivikelwanga: yizithembiso zokubhadala ngokuya kwesikhathi.}}\n\nNgamukele zonke ezingu-{count} yini?",
    buttons: { confirm: "Yamukelani zonke", back: "Emuva" },
  },
  "decision.accepted": "✅ Kwamukelwe\n{offers}\n{when}",
  "decision.partly":
    "Kuzithembiso ezingu-{count}, ezingu-{acceptedCount} zamukelwe, ezinye azamukelwanga. Ezisalindileyo lizithola ku-*Yamukelani loba lale*.",
  "decision.declined": "Kwaliwe\n{offers}\n{when}",

  "outgoing.pick.ask": {
    text: "{count, plural, one {Isithembiso senu esingu-# silinde} other {Izithembiso zenu ezingu-# zilinde}} impendulo. Lingathanda ukubuyisa siphi?",
    list: "Bonani izithembiso",
    rows: {
      credex: { title: "{sum}", description: "iya ku-{counterparty}" },
      next: "Okulandelayo",
      back: "Emuva",
    },
  },
  "outgoing.confirm.ask": {
    text: "Isithembiso senu esivela ku-{account}, {secured, select, yes {esivikelweyo} other {esingavikelwanga}}:\n{offers}\n\nNgisibuyise yini?",
    buttons: { confirm: "Sibuyiseni", back: "Emuva" },
  },
  "decision.takenBack": "Sibuyisiwe\n{offers}\n{when}",

  "ledger.page.ask": {
    text: "Umlando we-{account}, okutsha kuqala:\n{rows}",
    buttons: { next: "Okulandelayo", previous: "Okwedluleyo", back: "Ekuqaleni" },
  },
  "ledger.blank":
    "Umlando wenu kawulalutho: elikwamukelayo, lokwamukelwa ngabanye okuvela kini, yikho okubhalwa kuwo.",
  "ledger.away": {
    text: "Angenelisi ukufinyelela emlandweni wenu khathesi.",
    buttons: { again: "Zamani futhi", back: "Yekelani" },
  },
  "ledger.refused":
    "Angenelisanga ukuvula umlando wenu{reason, select, none {} other {: {reason}}}.",
  "ledger.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho sengiwuvalile umlando. Bhalani *menu* nxa lifuna ukuwubona futhi.",

  "switching.ask": {
    text: "Lisebenzisa *{account}*. Yiphi i-akhawunti yenu elingathanda ukuyisebenzisa?",
    list: "Ama-akhawunti enu",
    rows: {
      account: { title: "{title}", description: "@{handle}" },
      next: "Okulandelayo",
      back: "Emuva",
    },
  },
  "switching.cancelled": "Kulungile, lisasebenzisa *{account}*.",
  "switching.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho lisasebenzisa *{account}*. Bhalani *menu* ukuze litshintshe.",

  "language.ask": {
    text: "Which language shall we speak?\nTotaura mutauro upi?\nSikhulume ngaluphi ulimi?",
    buttons: { "locale=en": "English", "locale=sn": "ChiShona", "locale=nd": "IsiNdebele" },
  },
  "language.kept":
    "Kulungile, sizakhuluma ngesiNdebele kusukela khathesi. Ukuze lilutshintshe loba nini, bhalani *ulimi*.",
  "language.away": {
    text: "Angenelisanga ukugcina ulimi elilukhethileyo khathesi, ngakho siqhubeka njengakuqala.",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "language.cancelled": "Kulungile, siqhubeka ngesiNdebele.",
  "language.expired": "Angitholanga mpendulo okwesikhatshana, ngakho siqhubeka ngesiNdebele.",

  "upgrade.confirm.ask": {
    text: "Njengelunga leHustler kalilamkhawulo wosuku kulokho elikuthembisayo. Kungabuya lokubhadala okuphindaphindwayo: IVimbisoPay izabe isibhadalisa i-{account} ngaso sonke isikhathi lapho sekufanele, lize likumise.\n\nNgilenze ilunga leHustler yini?",
    buttons: { confirm: "Yebo, ngiphakamiseni", back: "Hatshi khathesi" },
  },
  "upgrade.done": "✅ Seliyilunga leHustler. Umkhawulo wenu wosuku ususiwe.",
  "upgrade.refused":
    "*Kalenziwanga* ilunga leHustler{reason, select, none {} other {: {reason}}}. Akulalutho olutshintshileyo.",
  "upgrade.away": {
    text: "Angenelisanga ukufinyelela kuVimbisoPay, ngakho *kalenziwanga* ilunga leHustler.",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "upgrade.paused": {
    text: "Lokhu kumisiwe okwesikhatshana, ngakho *kalenziwanga* ilunga leHustler.",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "upgrade.underway":
    "Ukuphakanyiswa kwenu sekusendleleni, ngakho angisenelisi ukukumisa. Ngizalitshela okwenzakeleyo.",
  "upgrade.unknown":
    "Ngicelile ukuthi liphakanyiswe, kodwa akubuyanga mpendulo. *Akukaqinisekiswa*: kungenzeka kuphumelele. Ngisahlola, njalo ngizalitshela.",
  "upgrade.unsettled":
    "*Angicelanga* ukuthi liphakanyiswe, ngoba ngisahlola ukuthi kwenzakaleni kulokho elikwenze kuqala. Ngizalitshela nxa sengikwazi.",
  "upgrade.cancelled": "Kulungile, akulalutho olutshintshileyo: lisala linjengoba linjalo.",
  "upgrade.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho akulalutho olutshintshileyo. Bhalani *menu* nxa lisafuna ukususa umkhawulo wosuku.",

  "decision.refused":
    "Lokho *{decision, select, decline {akwaliwanga} cancel {akubuyiswanga} other {akwamukelwanga}}*{reason, select, none {} other {: {reason}}}.\n{offers}",
  "decision.away": {
    text: "Angenelisanga ukufinyelela kuVimbisoPay, ngakho akulalutho {decision, select, decline {olwaliweyo} cancel {olubuyisiweyo} other {olwamukelweyo}}:\n{offers}",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "decision.paused": {
    text: "Lokhu kumisiwe okwesikhatshana, ngakho akulalutho {decision, select, decline {olwaliweyo} cancel {olubuyisiweyo} other {olwamukelweyo}}:\n{offers}",
    buttons: { again: "Zamani futhi", cancel: "Yekelani" },
  },
  "decision.invalid":
    "Uxolo, kukhona okonakeleyo kimi, ngakho kakutshintshwanga lutho. Bhalani *menu* ukuze libone okusalindile.",
  "decision.unclear":
    "Uxolo, angisazi ukuthi belikhethe ukwenzani, ngakho kangenzanga lutho. Bhalani *menu* ukuze libone okusalindile.",
  "decision.underway":
    "Sengikudlulisile ukuthi {decision, select, decline {liyakwala} cancel {liyakubuyisa} other {liyakwamukela}} lokhu, ngakho angisenelisi ukukumisa. Ngizalitshela okwenzakeleyo.\n{offers}",
  "decision.unknown":
    "Ngikudlulisile ukuthi {decision, select, decline {liyakwala} cancel {liyakubuyisa} other {liyakwamukela}} lokhu, kodwa akubuyanga mpendulo. *Akukaqinisekiswa*: kungenzeka kuphumelele. Ngisahlola, njalo ngizalitshela.\n{offers}",
  "decision.unsettled":
    "Akulalutho {decision, select, decline {olwaliweyo} cancel {olubuyisiweyo} other {olwamukelweyo}}, ngoba ngisahlola ukuthi kwenzakaleni kulokho elikwenze kuqala. Ngizalitshela nxa sengikwazi.\n{offers}",
  "decision.cancelled": "Kulungile, akulalutho engilutshintshileyo.",
  "decision.expired":
    "Angitholanga mpendulo okwesikhatshana, ngakho sengiluvalile uluhlu. Akulalutho olutshintshileyo. Bhalani *menu* ukuze libuyele kulo.",

  "late.decision.done":
    "✅ Kwenziwe: {decision, select, accept {selisamukele lesi isithembiso} all {selizamukele lezi izithembiso} decline {lesi isithembiso sesiphelile, njalo kasamukelwanga} other {isithembiso senu sesiphelile, njalo kasamukelwanga}}.\n{offers}",
  "late.decision.partly":
    "Kuzithembiso ezingu-{count} elizamukeleyo, ezingu-{acceptedCount} ziphumelele, ezinye aziphumelelanga. Bhalani *menu* ukuze libone ezisalindileyo.",
  "late.decision.failed":
    "Ekucineni akulalutho {decision, select, decline {olwaliweyo} cancel {olubuyisiweyo} other {olwamukelweyo}}:\n{offers}",
  "late.decision.unknown":
    "Akubuyanga mpendulo lapho belifuna {decision, select, decline {ukwala} cancel {ukubuyisa} other {ukwamukela}} lokhu. *Akukaqinisekiswa*: kungenzeka kuphumelele. Ngisahlola, njalo ngizalitshela.\n{offers}",
  "late.decision.unconfirmed":
    "Angenelisanga ukwazi ukuthi lokhu {decision, select, decline {kwaliwe} cancel {kubuyisiwe} other {kwamukelwe}} yini. Bhalani *menu* ukuze libone ukuthi kusalindile yini.\n{offers}",

  "late.upgrade.done": "✅ Ukuphakanyiswa kwenu kuphumelele: seliyilunga leHustler.",
  "late.upgrade.failed": "Ukuphakanyiswa kwenu akuphumelelanga: kalenziwanga ilunga leHustler.",
  "late.upgrade.unknown":
    "Akubuyanga mpendulo mayelana lokuphakanyiswa kwenu. *Akukaqinisekiswa*: kungenzeka kuphumelele. Ngisahlola, njalo ngizalitshela.",
  "late.upgrade.unconfirmed":
    "Angenelisanga ukwazi ukuthi ukuphakanyiswa kwenu kuphumelele yini, njalo kusengaphumelela. Bhalani *menu* ukuze libone ukuthi liselomkhawulo wosuku yini lingakaceli futhi.",

  "late.other":
    "Mayelana lesicelo senu sakuqala: {outcome, select, done {✅ Ebelikucele ngaphambili kuphumelele.} unknown {Kakubuyanga mpendulo ngalokho ebelikucele ngaphambili. *Kakukaqinisekiswa*: kungenzeka ukuthi kuphumelele. Ngiyahlola, ngizalazisa.} unconfirmed {Angenelisanga ukuthola ukuthi ebelikucele ngaphambili kuphumelele yini, njalo kusengaphumelela. Ngicela lihlole lingakakwenzi futhi.} other {Ebelikucele ngaphambili kakuphumelelanga.}}",
  "late.offer.done":
    "✅ Isithembiso senu se-*{amount}* esiya ku-*{recipient}* sithunyelwe.\n{when}\nInombolo yaso: {reference}",
  "late.offer.failed":
    "Isithembiso senu se-*{amount}* esiya ku-{recipient} kasenziwanga. Akulalutho oluthunyelweyo.",
  "late.offer.unknown":
    "Akubuyanga mpendulo mayelana lesithembiso senu se-*{amount}* esiya ku-{recipient}. *Kasikaqinisekiswa*: kungenzeka siphumelele. Ngicela lingasithumeli futhi: ngisahlola, njalo ngizalitshela.",
  "late.offer.unconfirmed":
    "Angenelisanga ukwazi ukuthi isithembiso senu se-*{amount}* esiya ku-{recipient} siphumelele yini, njalo sisengaphumelela. Ngicela likhangele izithembiso zenu ezilindileyo lingakasithumeli futhi.",
} as const satisfies Translation<typeof en>;

/** The wordings that a speaker of Ndebele has read and found right; all others wait for that. */
export const reviewed: readonly (keyof typeof en)[] = [];
