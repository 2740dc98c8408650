"""The publication of the demo region: complete, with invented people; what is no invention carries its source."""

from datetime import date, timedelta
from typing import Any, Final

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.models import Chapter, Edition, Interview, Quote, SourceEdition
from sleutelbos.insights.queries import editions as queries
from sleutelbos.insights.services import editions, external, external_figures, interviews
from sleutelbos.notices import services as notices

from .edition_abroad import make_abroad
from .world import World

TITLE: Final = "De staat van de sleutelpersonen"

# Who told: key, kind, first name, role in public, how shown, other name, may be translated.
_PEOPLE: Final = [
    ("hanan", "key_person", "Hanan", "sleutelpersoon sinds 2021", "first_name", "", True),
    ("petro", "key_person", "Petro", "sleutelpersoon, werkt bij een welzijnsorganisatie", "first_name", "", True),
    ("elif", "key_person", "Elif", "sleutelpersoon, vrijwilliger", "first_name", "", False),
    ("amina", "newcomer", "", "moeder van twee kinderen, drie jaar in Nederland", "other_name", "Amina", True),
    ("jonge", "newcomer", "", "jongen van negentien, volgt de Z-route", "role", "", False),
    ("juf", "professional", "Anke", "leerkracht op een basisschool", "role", "", True),
    ("beleid", "professional", "Bas", "beleidsmedewerker inburgering bij een gemeente", "role", "", True),
    ("klant", "professional", "Fenna", "klantmanager inburgering", "role", "", True),
    ("taal", "professional", "Mirjam", "docent Nederlands als tweede taal", "role", "", False),
]

# Key of the person, key of the quote, words, pulled.
_QUOTES: Final = [
    ("hanan", "erbij", "Ik ben geen tolk en geen hulpverlener. Ik ben degene die erbij zit, zodat niemand zich alleen voelt.", True),
    ("hanan", "tempo", "Eerst drinken we thee. De ambtenaar vindt dat soms lang duren, maar na de thee durven mensen te vragen.", False),
    ("hanan", "grens", "Vroeger zei ik altijd ja. Nu zeg ik: dit is niet mijn rol, hiervoor bel je een tolk. Dat geeft rust.", False),
    ("hanan", "nee", "Het mooiste van dit jaar? Dat nee zeggen mag. Twee keer had ik geen tijd, en niemand vroeg waarom.", False),
    ("petro", "baan", "Ik begon als vrijwilliger, met een knip in mijn fietsband en een woordenboek. Nu staat dit werk in mijn contract.", True),
    ("petro", "lijst", "Vijf gezinnen noemden mij dezelfde wachtlijst. Als ik dat alleen weet, verandert er niets.", False),
    ("petro", "antwoord", "Er kwam antwoord: dit kunnen we dit jaar niet veranderen, en daarom niet. Ik was niet blij, maar ik kon het uitleggen.", False),
    ("elif", "opvang", "Zonder oppas geen les. Zo eenvoudig is het voor een moeder alleen.", False),
    ("elif", "vrouwen", "Wij fietsen op woensdag. Het gaat niet om fietsen. Het gaat om samen buiten zijn.", True),
    ("elif", "brief", "Ik las de brief drie keer en schrok drie keer. Toen hebben we hem samen opnieuw geschreven.", False),
    ("amina", "school", "Ik dacht dat ze mijn dochter weg wilden hebben. Toen legde iemand in mijn taal uit wat de school bedoelde.", True),
    ("amina", "kiezen", "Ik mocht kiezen wie er meekwam. Ik koos een vrouw uit een andere stad. Dat praat makkelijker.", False),
    ("amina", "later", "Over een jaar wil ik zelf meegaan met iemand. Dan geef ik door wat ik kreeg.", False),
    ("jonge", "route", "Ik zit in een groep met mensen van zestig. Ze zijn lief, maar ik wil naar een opleiding.", False),
    ("jonge", "tafel", "Bij het gesprek zat ik zelf aan tafel. Dat was de eerste keer dat ze het aan mij vroegen.", False),
    ("juf", "twintig", "Ik had precies één vraag over één gezin. Binnen een dag wist ik wie er mee kon.", False),
    ("juf", "stil", "Ik leerde dat stilte geen onwil is. De vader wachtte tot ik klaar was met praten.", True),
    ("beleid", "waarde", "We kochten jarenlang folders. Een uur met zes lezers leverde meer op dan al die folders samen.", True),
    ("beleid", "geld", "Het eerlijke antwoord is dat we elk jaar opnieuw naar geld zoeken. Dat houdt niemand vol.", False),
    ("klant", "samen", "Ik bel nu met een vaste contactpersoon van de taalschool. Dat scheelt weken.", False),
    ("klant", "vertrouwen", "Mensen vertellen mij niet meer dan vroeger. Ze begrijpen mij wel beter, en ik hen.", False),
    ("taal", "niveaus", "Drie niveaus in één lokaal is geen les, dat is verkeer regelen.", False),
]  # fmt: skip

# Words of one person in her own language: what the yes was about.
_OWN_WORDS: Final = {
    "school": "ظننت أنهم يريدون إبعاد ابنتي. ثم شرح لي شخص بلغتي ما الذي تقصده المدرسة.",
    "kiezen": "كان بإمكاني أن أختار من يأتي معي. اخترت امرأة من مدينة أخرى. الكلام هكذا أسهل.",
    "later": "بعد سنة أريد أن أرافق شخصًا بنفسي. عندها أعطي ما أُعطيت.",
}

# ruff: noqa: E501  (texts as they are typed)
_BEGIN = """Acht gemeenten delen één netwerk van sleutelpersonen. Het zijn mensen die zelf naar Nederland kwamen en nu de brug zijn tussen nieuwkomers en instanties. Ze gaan mee naar school, de huisarts en het gemeentehuis. Ze leggen uit, in twee richtingen. En ze merken op wat er niet klopt.

Dat laatste bleef lang in de lucht hangen. Wie vijf keer hetzelfde hoort, vertelt het misschien aan een collega, en daar stopt het. Dit jaar is dat anders gegaan. Wat sleutelpersonen merkten werd opgeschreven zonder namen, kreeg een eigenaar en een datum, en eindigde met een antwoord. Ook als dat antwoord was: dit kunnen we niet veranderen.

{erbij}

## Wat u hier leest

Deze uitgave brengt een jaar bij elkaar: wat sleutelpersonen deden, wat nieuwkomers ervan vonden, waar professionals op vastliepen en wat gemeenten ermee deden. U leest gesprekken, korte uitspraken, cijfers met hun bron en tips die u morgen kunt gebruiken.

- **Elke uitspraak heeft een ja.** Wie iets zei, las de precieze woorden in de eigen taal en zei ja. Wie dat ja terugneemt, verdwijnt uit de volgende uitgave.
- **Elk cijfer heeft een bron.** U ziet ook de uitgave, de peildatum en of het cijfer nog kan veranderen.
- **Wie er niet in staat, staat er ook.** Achterin leest u wie wij niet hebben gehoord.

## Dit is een voorbeeld

De regio in deze uitgave bestaat alleen als voorbeeld. De mensen, hun woorden en de cijfers van de regio zijn verzonnen. De landelijke cijfers en de regels zijn dat niet: daar staat de bron bij."""

_FIGURES = """Cijfers over sleutelpersonen zijn schaars. Hoeveel er in Nederland zijn weet niemand precies. Het grootste netwerk dat we kennen telt ongeveer 230 mensen (Blik op Werk, 2025). Daarom begint dit hoofdstuk met wat wel bekend is: hoeveel mensen er moeten inburgeren.

{figure 1}

In 2022 werden 26.200 mensen inburgeringsplichtig onder de nieuwe wet, in 2023 waren dat er 36.100. Het cijfer over 2022 was eerder 26.500. Zulke cijfers worden bijgesteld. Daarom noemen wij bij elk cijfer de uitgave, en bewaren we de oude erbij.

{figure 2}

Wie een jaar later begon, begon in een ander tempo. Eind 2023 had van de mensen uit dat jaar ongeveer de helft de intake achter zich of was ermee bezig.

{figure 3}

## Wie blijft

Hoeveel sleutelpersonen stoppen, telt niemand landelijk. Eén getal geeft een idee: drie jaar na de eerste certificaten van het grootste netwerk was niet iedereen die was opgeleid nog actief.

{figure 4}

## Wat er in de regio werd gevraagd

De regio telt zelf: hoeveel vragen er kwamen en in welke talen. De getallen zijn afgerond op vijftallen. Een aantal onder de tien laten we weg, want achter een klein getal kan één gezin zitten.

{figure 5}

{figure 6}

Deze aantallen zeggen hoeveel er gevraagd is. Ze zeggen niet of het hielp. Er is in Nederland geen onderzoek gevonden dat het effect van sleutelpersonen meet met een controlegroep. Wij beloven dat effect dus ook niet. We tellen eerlijk, en we vragen de mensen zelf."""

_HANAN = """Hanan komt uit Syrië en woont sinds negen jaar in de regio. Ze ging voor het eerst mee met een buurvrouw, naar de apotheek. Nu wordt ze twee of drie keer per week gevraagd, op haar telefoon, in drie regels: waar, wanneer, welke taal. Ze kan ja zeggen, nee, of een andere tijd voorstellen.

## De eerste vijf minuten

Het belangrijkste gebeurt volgens haar vóór het gesprek. Ze spreekt een kwartier eerder af, buiten, bij de deur. Daar vertelt ze wat ze wel doet en wat niet. Dat ze niets doorvertelt. Dat ze niet beslist.

{tempo}

In het gesprek zelf zegt ze soms lang niets. Ze kijkt of de vraag is aangekomen. Als een ambtenaar zegt dat iemand moet participeren, vraagt zij wat dat deze week betekent. Bijna altijd blijkt dan dat de drie mensen aan tafel er iets anders onder verstonden.

## De grens

Hanan is streng geworden over haar rol. Een gesprek over een operatie of een diagnose doet ze niet. Daar hoort een professionele tolk bij. Sinds oktober 2025 is er een landelijke richtlijn die dat ook zegt: voor ingrijpende gesprekken in zorg en sociaal domein zet je een professionele tolk in, en kinderen tolken nooit. Een sleutelpersoon mag er dan naast zitten.

{grens}

## Licht en zwaar

Na een zwaar gesprek krijgt ze een paar dagen niets. Dat regelt de planning. Eén keer per zes weken praat ze met anderen over wat is blijven hangen, zonder namen te noemen. Ze noemt het haar grote schoonmaak.

{nee}"""

_ROLES = """Het woord sleutelpersoon is niet overal hetzelfde. Sommige regio's zeggen ervaringsdeskundige, cultuurverbinder, intermediair of Community Connector. Het werk lijkt op elkaar. In deze regio kent het vier rollen.

1. **Verbinden.** Zorgen dat iemand de stap naar school, huisarts of gemeente durft te zetten. En dat die ander de deur openhoudt.
2. **Uitleggen.** Wat betekent deze brief, deze regel, dit gebaar? In beide richtingen, want ook de instantie leert.
3. **Voorlichten.** Voor een groep vertellen over school, geld, werk of gezondheid, in de eigen taal en met ruimte voor vragen.
4. **Adviseren.** Meelezen met een brief, meedenken over beleid, zeggen wat er niet klopt.

## Wat het niet is

Een sleutelpersoon is geen tolk, geen hulpverlener en geen ambtenaar. Die drie grenzen lijken vanzelfsprekend, maar ze worden het vaakst vergeten als er haast is. Daarom vraagt de regio bij elke nieuwe vraag eerst: is een sleutelpersoon hier de juiste hulp? In een deel van de gevallen is het antwoord nee, en gaat de vraag door naar een tolk of een professional.

{vertrouwen}

## Zelfde land is niet genoeg

Dat mensen uit hetzelfde land komen maakt een gesprek niet vanzelf veilig. Over tolken is bekend dat mensen bang kunnen zijn dat hun verhaal in de gemeenschap terechtkomt. Daarom kiest de nieuwkomer hier wie er meekomt: een taal, een vrouw of een man, niet uit dezelfde plaats. En mag ook nee zeggen zonder reden.

{kiezen}

## Vrijwillig, betaald en daartussen

De een is vrijwilliger, de ander in dienst bij een gemeente of een welzijnsorganisatie. Dezelfde persoon kan in de ene gemeente vrijwilliger zijn en in de andere betaald. Voor vrijwilligers geldt in 2026 een grens van 220 euro per maand en 2.200 euro per jaar, opgeteld over alle organisaties samen. Wie erover gaat, kan te maken krijgen met belasting over het hele bedrag. Kijk de bedragen na bij de Belastingdienst: ze veranderen elk jaar.

{baan}"""

_WORDS = """Dit hoofdstuk is van hen. Wij hebben alleen geordend.

## Over wachten

{lijst}

{opvang}

## Over de route

{route}

{tafel}

## Over antwoord krijgen

{antwoord}

## Over samen zijn

{vrouwen}

## Over verder gaan

Een deel van de sleutelpersonen stopt elk jaar omdat er een baan komt. Dat is goed nieuws voor hen en lastig voor het netwerk. Wie stopt, blijft welkom: voor één keer, voor een groep, of om een nieuweling op weg te helpen.

{later}"""

_AMINA = """Amina heet anders. Ze wilde haar verhaal vertellen, maar niet gevonden worden. Ze las wat hier staat in het Arabisch, op haar telefoon, en zei ja tegen elke zin.

Haar dochter was zeven toen de school om een gesprek vroeg. Het ging niet goed in de klas. De leerkracht noemde een andere school, met kleine groepen. Amina hoorde vooral dat haar kind weg moest.

{school}

## Wat er anders ging

De school vroeg om een sleutelpersoon. Amina kreeg een bericht in haar taal: wie er mee kon komen, en dat ze nee mocht zeggen. Ze vroeg om een vrouw uit een andere plaats. Vooraf dronken ze koffie in de bibliotheek. De sleutelpersoon vertelde wat speciaal onderwijs in Nederland is, en ook wat het niet is. Welke vragen je kunt stellen. Dat je bedenktijd mag vragen.

Het gesprek duurde veertig minuten. Amina stelde zes vragen, die op een papiertje stonden. De leerkracht wist op één vraag geen antwoord en zocht het uit.

## En nu

Haar dochter gaat naar de nieuwe school en leest inmiddels voor aan haar broertje. Amina zelf heeft nog een jaar van haar inburgering te gaan. De termijn is drie jaar en begint op de dag na haar eerste persoonlijke plan. Een nieuw plan laat de klok niet opnieuw beginnen. Dat wist ze niet. Nu staat de datum op haar koelkast.

Wat ze anderen wil meegeven: vraag of iemand mee kan komen. Ook als je denkt dat je het alleen moet kunnen."""

_WAITING = """Als sleutelpersonen één woord het vaakst opschrijven, is het wachten. Wachten op een plek bij de taalschool. Wachten op opvang voor de kinderen. Wachten op een docent. In landelijke gesprekken noemen sleutelpersonen wachttijden van vier tot zes maanden (Blik op Werk, 2025). Dat zijn ervaringen, geen gemeten gemiddelden. Maar ze lijken op elkaar.

## Van opmerking naar antwoord

Zo werkt het in deze regio. Een sleutelpersoon merkt iets en meldt het in twee tikken: het thema en de plaats. Nooit over een persoon, altijd over een knelpunt. Meldingen over hetzelfde komen bij elkaar. Wie erover gaat, krijgt het met een datum. Is die datum voorbij, dan ziet iedereen dat.

- **Kinderopvang.** Drie gemeenten spraken af dat inburgeraars met lesuren op tijd op de lijst komen, met een verklaring van de taalschool. De lijst werd niet korter. De volgorde wel eerlijker.
- **Verschillende niveaus.** De taalschool splitste twee groepen en voegde een derde samen met een school in een andere plaats. Voor die groep is de reis langer geworden. Daar loopt nog een vraag over.
- **Reiskosten.** Het antwoord was nee. De gemeente vergoedt pas vanaf een vaste afstand, en het budget was op. Dat nee is uitgelegd in vijf talen.

{niveaus}

## De datum die voorbijgaat

Wie in de verkeerde leerroute zit, kan wisselen. Dat kan alleen in de eerste anderhalf jaar van de termijn. In de praktijk merkt niemand het op tijd, omdat iedereen een stukje weet. Daarom plant de regio nu een tafelgesprek vóór die datum, met de school, de klantmanager, de sleutelpersoon en de cursist zelf. Het gaat dan niet over schuld, maar over wat iemand kan en wil.

## Wachten hoeft niet stil te staan

Zolang er geen lesplek is, zijn er dingen die wel kunnen: een taalcafé, een ochtend meedraaien in de kringloop, samen lezen in de bibliotheek. Dat vervangt geen les. Het voorkomt dat iemand na vier maanden weer bij nul begint."""

_TOWNS = """We vroegen medewerkers van gemeenten wat zij merken. Ze spraken voor zichzelf, niet namens hun college.

## Wat het oplevert

Alle gesprekken begonnen met hetzelfde: het vertrouwen. Mensen komen eerder, vragen meer en blijven minder vaak weg. Daarna kwam iets wat niemand had verwacht. De medewerkers zelf werken anders. Ze maken kortere zinnen, plannen meer tijd en vragen of hun uitleg duidelijk was.

{waarde}

## Waar het wringt

Twee dingen keren terug. Het eerste is geld. Sleutelpersonen worden betaald uit potjes die elk jaar opnieuw gevonden moeten worden. Het tweede is behoud. Een goede vrijwilliger vindt een baan, en dat gunt iedereen diegene.

{geld}

Ook landelijk noemen gemeenten deze twee als de grootste hindernissen (Blik op Werk, 2025).

## Wat er is afgesproken

1. Eén regionale coördinator die alle vragen ziet en de verdeling eerlijk houdt.
2. Elke gemeente betaalt mee naar gebruik, en ziet elke maand wat dat is.
3. Twee keer per jaar gaan de meldingen naar de raad, met het antwoord ernaast.
4. Een sleutelpersoon die een betaalde baan zoekt krijgt een brief over het werk dat is gedaan.

## Regie zonder overnemen

De gemeente heeft de regie over de inburgering. Dat woord klinkt alsof één partij alles bepaalt. De mensen die wij spraken gebruiken het anders: zorgen dat de anderen hun werk kunnen doen.

{samen}"""

_JUF = """Ze geeft les aan groep vier, in een school met negen thuistalen. Ze wilde niet met haar naam in deze uitgave, wel met haar verhaal.

Een vader kwam niet naar het oudergesprek. De tweede keer ook niet. De derde keer kwam hij wel, maar zei hij weinig. De leerkracht vroeg zich af of hij de school niet belangrijk vond.

## Eén vraag

Ze stelde haar vraag zonder account en zonder naam van het gezin: welke taal, welke dag, waar gaat het over. De eerste vraag die terugkwam verraste haar. Is een sleutelpersoon hier de juiste hulp? Voor een gesprek over een diagnose niet. Voor dit gesprek wel.

{twintig}

## Wat ze leerde

De sleutelpersoon vertelde vooraf, met toestemming van de vader, hoe een oudergesprek was waar hij vandaan kwam: je werd geroepen als er iets mis was, en je luisterde. In de klas van zijn zoon was niets mis. Dat wist hij na drie minuten.

{stil}

## Wat ze doorgeeft aan collega's

- Zeg eerst waarom u iemand uitnodigt. Zeg het goede nieuws als eerste.
- Praat tegen de ouder en niet tegen de sleutelpersoon.
- Vraag niet of het duidelijk was. Vraag wat er nu gaat gebeuren.
- Plan tien minuten extra. U krijgt ze terug."""

_LETTER = """Een brief van de gemeente gaat naar honderden mensen. De mensen voor wie hij is, lezen hem als laatsten. Dit jaar draaide de regio dat om. Zes sleutelpersonen lazen mee voordat de brief de deur uit ging. Op de telefoon, zin voor zin. Ze tikten aan welk woord schuurde en schreven hoe zij het zouden zeggen.

## Wij testen de brief, niet u

Die zin staat boven elke leesronde. Het lijkt klein, maar hij verandert alles. Wie iets niet begrijpt heeft niets fout gedaan. De brief heeft iets fout gedaan.

{brief}

## Voor en na

- **Voor:** Indien u verhinderd bent, verzoeken wij u dit uiterlijk een week tevoren telefonisch kenbaar te maken. **Na:** Kunt u niet? Bel ons een week van tevoren.
- **Voor:** De uitslag is mede bepalend voor de leerroute die voor u wordt vastgesteld. **Na:** Met de uitslag kiezen we samen uw leerroute.
- **Voor:** Bij het niet verschijnen zonder voorafgaande kennisgeving kan een boete worden opgelegd. **Na:** Komt u niet en belt u niet? Dan kunt u een boete krijgen.

## Over boetes

Juist dat laatste woord vroeg om nakijken. Sinds een uitspraak van het Europese Hof (4 februari 2025) en de Raad van State (9 juli 2025) krijgen asielstatushouders geen boete meer omdat zij te laat zijn met inburgeren. Veel oudere folders dreigen er nog mee. Voor andere groepen gelden nog wel boetes. Of een gemeente een statushouder nog mag beboeten voor een gemist gesprek, konden wij niet vinden. Wie een brief stuurt doet er goed aan dat na te vragen vóórdat het woord boete erin staat.

## Twee maten die we niet optellen

Een rekenprogramma meet of de tekst makkelijker is geworden. De lezers laten zien of hij begrepen wordt. Dat zijn twee verschillende dingen. Ze staan naast elkaar en worden nooit één cijfer."""

_TIPS = """## Van sleutelpersonen

- **Begin een kwartier eerder.** Buiten, zonder papier. Daar begint het vertrouwen.
- **Laat cursisten meepraten.** Een raad van cursisten bij elke taalschool ziet eerder dan wie ook wat er niet werkt.
- **Kijk naar de stap, niet naar de uren.** Vrijwilligerswerk helpt de taal als het past bij wat iemand wil worden.
- **Vertel eerlijk wat niet kan.** Een uitgelegd nee is beter dan een half ja.
- **Zeg dat nee zeggen mag.** Tegen nieuwkomers, en ook tegen ons.

## Van professionals

- **Vraag eerst of u een tolk nodig hebt.** Bij alles wat ingrijpend is: ja.
- **Noem de vraag en niet de persoon.** De taal, de dag en het onderwerp zijn genoeg om iemand te vinden.
- **Bel terug.** Een sleutelpersoon hoort zelden hoe het afliep.

## Van gemeenten

- **Stel één coördinator aan.** Een netwerk zonder iemand die het overzicht heeft, leunt altijd op dezelfde drie mensen.
- **Maak mensen zichtbaar.** Stel sleutelpersonen voor bij scholen, huisartsen en wijkteams.
- **Zoek breed.** Verschillende talen, vrouwen en mannen, jong en oud. Wie er niet is, wordt ook niet gevraagd.
- **Zet meldingen op de agenda.** Met een datum en een naam erachter.

## Voor wie morgen wil beginnen

1. Vraag drie sleutelpersonen om één brief mee te lezen.
2. Schrijf op wat u ermee deed en stuur dat terug.
3. Doe het nog een keer."""

_FAILED = """Een verslag dat alleen laat zien wat goed ging, helpt niemand. Dit is wat er niet lukte.

## Vragen zonder antwoord

Niet elke vraag vond iemand. Voor talen die weinig mensen spreken was er soms niemand vrij, of niemand. Wij noemen die talen hier niet één voor één: achter een klein getal zit soms één gezin. De coördinator ziet ze wel, en zoekt er mensen bij.

## Te veel op dezelfde schouders

In het voorjaar kwamen veel vragen terecht bij een kleine groep. Ze zeiden ja, want ze wilden helpen. Pas toen twee van hen een pauze namen viel het op. Sinds de zomer verdeelt de planning eerlijker en houdt zij rekening met rust na een zwaar gesprek.

## Antwoorden die te laat kwamen

Een deel van de meldingen kreeg later antwoord dan beloofd. Meestal omdat de eigenaar niet wist dat hij de eigenaar was. Dat is nu zichtbaar voor iedereen.

## Wat we niet weten

- Of mensen met een sleutelpersoon sneller inburgeren. Daarvoor zijn onze aantallen te klein en is er geen vergelijking.
- Hoe het gaat met wie nooit bij ons kwam.
- Wat een uur van een sleutelpersoon bespaart. We hebben er cijfers over gezien en vonden ze te zwak om over te schrijven.

## Volgend jaar

We willen minder vragen laten liggen, vaker terugkoppelen, en in elke gemeente een raad van cursisten. Of dat lukt leest u in de volgende uitgave, met dezelfde cijfers, op dezelfde manier geteld."""

_ACCOUNT = """Voor deze uitgave vertelden negen mensen wat zij meemaken: drie sleutelpersonen, twee nieuwkomers, vier professionals. De gesprekken volgden een vaste vragenlijst en duurden ongeveer een uur. Van de gesprekken is niets bewaard behalve de uitspraken waar een ja op kwam.

**Toestemming.** Ieder las de eigen uitspraken in de eigen taal en zei per uitspraak ja, nee of anders. Ieder koos zelf: met voornaam, met een andere naam of zonder naam, en of de woorden ook in andere talen mogen. Dat ja kan altijd worden teruggenomen. De uitspraak verdwijnt dan uit elke vorm van deze uitgave.

**Keuze van de mensen.** Sleutelpersonen meldden zich zelf na een oproep. Daarbij is gelet op taal, geslacht en soort werk. Dit is geen steekproef. De uitspraken laten zien wat er speelt, niet hoe vaak.

**Cijfers.** Landelijke cijfers komen uit de Statistiek Wet Inburgering van het CBS. Voorlopige cijfers zijn zo genoemd. De aantallen van de regio zijn afgerond op vijftallen. Een aantal onder de tien is weggelaten.

**Regels.** Waar deze uitgave een regel noemt, is dat een samenvatting en geen advies. Kijk het na bij DUO, de IND of uw gemeente voordat u iets beslist."""

_MISSING = """- Mensen die nooit bij een sleutelpersoon kwamen. Zij zijn misschien het meest alleen.
- Mensen die niet kunnen lezen, ook niet in hun eigen taal. De toestemming ging via een telefoon met tekst en voorlezen.
- Nieuwkomers in een azc. De gesprekken waren alleen in de gemeenten.
- Gezins- en arbeidsmigranten: bijna alle verhalen zijn van mensen die asiel kregen.
- Sprekers van talen waarvoor het netwerk niemand heeft.
- Sleutelpersonen die dit jaar zijn gestopt en niet meer reageerden.
- Kinderen. Wij spraken alleen met volwassenen."""

_COLOPHON = """Deze uitgave is gemaakt met de gegevens van een voorbeeldregio. Alle mensen in deze uitgave zijn verzonnen, en hun woorden ook. De adressen onder het kopje Verder lezen zijn in dit voorbeeld niet echt bezocht.

U mag deze uitgave gebruiken en delen met de naam van de uitgever erbij (CC BY 4.0). Haal geen uitspraak uit het verband: wie iets zei, zei ja tegen deze plek."""

# Kind, heading, lead, picture, body, interview.
_CHAPTERS: Final[list[tuple[str, str, str, str, str, str]]] = [
    ("theme", "Hoe staat het ervoor?", "Een jaar waarin wat sleutelpersonen merkten niet meer bleef hangen.", "town", _BEGIN, ""),
    ("figures", "Het jaar in cijfers", "Wat er landelijk bekend is, en wat de regio zelf telde.", "path", _FIGURES, ""),
    ("interview", "Degene die erbij zit", "Over thee, grenzen en een kwartier te vroeg komen.", "person", _HANAN, "hanan"),
    ("theme", "Wat sleutelpersonen doen", "Vier rollen, drie grenzen, en één vraag vooraf.", "bridge", _ROLES, ""),
    ("key_persons", "In hun woorden", "Over wachten, de route, antwoord krijgen en samen zijn.", "circle", _WORDS, ""),
    ("interview", "Zes vragen op een papiertje", "Een moeder over het gesprek dat ze bijna niet voerde.", "listener", _AMINA, "amina"),
    ("theme", "Wachten, en wat er met een melding gebeurt", "Van opmerking naar antwoord, ook als het antwoord nee is.", "classroom", _WAITING, ""),
    ("municipalities", "Wat gemeenten zeggen", "Meer vertrouwen, kortere zinnen, en elk jaar opnieuw de vraag wie het betaalt.", "door", _TOWNS, ""),
    ("interview", "Stilte is geen onwil", "Een leerkracht over één vraag en wat ze daarvan leerde.", "table", _JUF, "juf"),
    ("theme", "De brief die eerst gelezen werd", "Zes lezers, één brief, en een woord dat moest worden nagekeken.", "letter", _LETTER, ""),
    ("tips", "Wat u morgen kunt doen", "Van de mensen die het doen.", "keys", _TIPS, ""),
    ("theme", "Wat niet lukte", "Het eerlijke hoofdstuk.", "path", _FAILED, ""),
]  # fmt: skip

_READINGS: Final = [
    ("CBS: inburgering en integratie, cijfers en toelichting", "https://www.cbs.nl/"),
    ("Pharos: expertisecentrum met een groot netwerk van sleutelpersonen", "https://www.pharos.nl/"),
    ("Blik op Werk: De staat van het inburgeringsonderwijs", "https://www.blikopwerk.nl/"),
    ("Divosa: regionale samenwerking rond inburgering", "https://www.divosa.nl/"),
    ("DUO: inburgeren, termijnen en examens", "https://www.inburgeren.nl/"),
    ("IND: naturalisatie en sterker verblijfsrecht", "https://ind.nl/"),
    ("Wet inburgering 2021", "https://wetten.overheid.nl/BWBR0044770/"),
]

_CBS = "CBS, Statistiek Wet Inburgering"


# Figures of others: source, measure, groups, periods, kind of chart, title, what one sees.
_NATIONAL: Final[list[tuple[str, str, list[str], list[str], str, str, str]]] = [
    (
        "swi", "plichtigen", ["asiel", "gezin"], ["2022", "2023"], "stacked",
        "Mensen die moeten inburgeren, per jaar waarin het begon",
        "In 2022 begonnen 26,2 duizend mensen, in 2023 36,1 duizend. De meesten kregen asiel.",
    ),
    (
        "swi", "intake", ["2022-asiel", "2023-asiel", "2023-gezin"], ["2023"], "bars",
        "Bij wie de brede intake was begonnen",
        "Eind 2023 was de intake begonnen bij 88 procent van de asielmigranten uit 2022, en bij ongeveer de helft van wie in 2023 begon.",
    ),
    (
        "pharos-netwerk", "opgeleid", ["opgeleid", "actief"], ["2020-10"], "bars",
        "Opgeleid en actief in het netwerk van Pharos",
        "In oktober 2020 waren meer dan 180 mensen opgeleid en 143 actief.",
    ),
]  # fmt: skip


def make_edition(world: World, today: date) -> Edition:
    """The edition of the year that ends, published, also in other languages, with everybody's yes; without a mail."""
    external.load_first_set()
    rows = Membership.objects.filter(region=world.region).select_related("user")
    actor = viewer_of(rows.filter(role=Role.COORDINATOR)[0])
    edition = editions.create_edition(
        region=world.region,
        values={
            "title": TITLE,
            "subtitle": "Wat zij zagen, wat ermee gebeurde en wat niet lukte",
            # In January it is still about the year before.
            "year": (today - timedelta(days=60)).year,
            "language": "nl",
            "publisher": "Regio Achterhoek (voorbeeld)",
            "contact": "redactie@voorbeeld.example",
            "accountability": _ACCOUNT,
            "not_represented": _MISSING,
            "colophon": _COLOPHON,
        },
        actor=actor,
    )
    numbers = _interviews(edition, world, actor)
    _chapters(edition, numbers, actor)
    for title, url in _READINGS:
        row = editions.add_reading(edition=edition, title=title, url=url, actor=actor)
        editions.note_link(reading=row, works=True, actor=actor, day=today)
    editions.move_edition(edition=edition, new=Edition.State.REVIEW, actor=actor)
    editions.publish_edition(edition=edition, actor=actor)
    make_abroad(edition, numbers, actor)
    notices.cancel(prefix="interview:")
    return edition


def _interviews(edition: Edition, world: World, actor: Viewer) -> dict[str, str]:
    """Everybody is asked and says yes; returns quote key -> its place in a text."""
    people: dict[str, Interview] = {}
    for key, kind, name, role, _shown, _other, _translate in _PEOPLE:
        language = "ar" if key == "amina" else "nl"
        given = {"kind": kind, "first_name": name, "role": role, "language": language}
        people[key] = interviews.add_interview(edition=edition, values=given, actor=actor)
    places: dict[str, str] = {}
    for key, code, words, pulled in _QUOTES:
        values: dict[str, Any] = {
            "text": words,
            "own_text": _OWN_WORDS.get(code, words),
            "pulled": pulled,
            "chapter": None,
        }
        quote = interviews.save_quote(interview=people[key], quote=None, values=values, actor=actor)
        places[code] = f"{{quote {quote.number}}}"
    for key, _kind, _name, _role, shown, other, translate in _PEOPLE:
        interview = people[key]
        interviews.ask_for_yes(interview=interview, actor=actor)
        person = Viewer.by_link(whom=interview.role, region_id=edition.region_id)
        for quote in Quote.objects.filter(interview=interview).select_related("interview"):
            interviews.decide_quote(quote=quote, verdict="approved", version=quote.version, actor=person)
        interview.refresh_from_db()
        interviews.choose_use(interview=interview, shown=shown, other_name=other, may_translate=translate, actor=person)
        people[key] = interview
    return places


def _chapters(edition: Edition, places: dict[str, str], actor: Viewer) -> None:
    people = {row.role: row for row in edition.interviews.all()}
    roles = {key: role for key, _kind, _name, role, *_rest in _PEOPLE}
    for kind, heading, lead, picture, body, who in _CHAPTERS:
        for code, place in places.items():
            body = body.replace(f"{{{code}}}", place)
        values = {
            "kind": kind,
            "heading": heading,
            "lead": lead,
            "picture": picture,
            "body": body,
            "interview": people[roles[who]] if who else None,
        }
        chapter = editions.save_chapter(edition=edition, chapter=None, values=values, actor=actor)
        if kind == Chapter.Kind.FIGURES:
            _figures(chapter, actor)


def _figures(chapter: Chapter, actor: Viewer) -> None:
    national: list[dict[str, Any]] = [
        {
            "kind": "columns",
            "title": "Asielmigranten uit 2022 bij wie de brede intake was begonnen",
            "description": "Eind 2022 was de intake bij 35 procent begonnen, een jaar later bij 88 procent.",
            "unit": "%",
            "decimals": 0,
            "labels": ["eind 2022", "eind 2023"],
            "series": [["Brede intake begonnen", [35, 88]]],
            "source": _CBS,
            "source_edition": "SWI 2022 en SWI 2023",
            "reference_day": date(2023, 12, 31),
            "status": "provisional",
            "note": "Twee uitgaven naast elkaar.",
        },
    ]
    _external(chapter, actor, _NATIONAL[0])
    for values in national:
        editions.save_figure(chapter=chapter, figure=None, values={**values, "origin": "typed"}, actor=actor)
    for row in _NATIONAL[1:]:
        _external(chapter, actor, row)
    for name in ("quarters", "languages"):
        if queries.own_figures(chapter.edition, name) is None:
            continue
        figure = editions.add_own_figure(chapter=chapter, name=name, actor=actor)
        values = {"status": "example", "description": "Verzonnen aantallen van de voorbeeldregio."}
        if name == "quarters":
            values["labels"] = [f"{label}e kwartaal" for label in figure.labels]
        editions.save_figure(chapter=chapter, figure=figure, values=values, actor=actor)


def _external(chapter: Chapter, actor: Viewer, row: tuple[str, str, list[str], list[str], str, str, str]) -> None:
    source, measure, groups, periods, kind, title, description = row
    external_figures.add_external_figure(
        chapter=chapter,
        source=SourceEdition.objects.filter(source__code=source).select_related("source").latest("number"),
        measure=measure,
        groups=groups,
        periods=periods,
        title=title,
        description=description,
        kind=kind,
        actor=actor,
    )
