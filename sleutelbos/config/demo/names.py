"""What the made-up people and organisations are called, and what they speak."""

from typing import Final

# Municipality -> places with coordinates (WGS84, whole places, from GeoNames, CC BY 4.0).
PLACES: Final[dict[str, list[tuple[str, float, float]]]] = {
    "Doetinchem": [("Doetinchem", 51.965, 6.288), ("Wehl", 51.960, 6.213), ("Gaanderen", 51.931, 6.346)],
    "Bronckhorst": [("Zelhem", 52.006, 6.349), ("Hengelo (Gld)", 52.053, 6.311), ("Vorden", 52.104, 6.311)],
    "Berkelland": [
        ("Borculo", 52.116, 6.522),
        ("Eibergen", 52.100, 6.649),
        ("Neede", 52.134, 6.614),
        ("Ruurlo", 52.088, 6.450),
    ],
    "Oost Gelre": [("Groenlo", 52.041, 6.612), ("Lichtenvoorde", 51.986, 6.566)],
    "Winterswijk": [("Winterswijk", 51.972, 6.719)],
    "Aalten": [("Aalten", 51.926, 6.580), ("Dinxperlo", 51.865, 6.487)],
    "Oude IJsselstreek": [("Terborg", 51.919, 6.355), ("Ulft", 51.893, 6.379), ("Varsseveld", 51.943, 6.459)],
    "Montferland": [("Didam", 51.938, 6.131), ("'s-Heerenberg", 51.876, 6.247), ("Zeddam", 51.903, 6.256)],
}

# Variety -> women's names, men's names, family names. Invented combinations.
NAMES: Final[dict[str, tuple[list[str], list[str], list[str]]]] = {
    "ti": (
        ["Luam", "Winta", "Feven", "Rahwa"],
        ["Yonatan", "Filmon", "Merhawi"],
        ["Gebre", "Haile", "Kidane", "Tekle"],
    ),
    "apc": (
        ["Rim", "Nour", "Hala", "Dima", "Lina", "Samar"],
        ["Bassel", "Anas", "Majd", "Omar"],
        ["Haddad", "Khoury", "Sabbagh", "Nasser", "Darwish"],
    ),
    "arz": (["Mona", "Dalia"], ["Karim"], ["Fahmy", "Mansour"]),
    "ary": (["Fatiha", "Souad"], ["Rachid", "Hamid"], ["Benali", "El Idrissi"]),
    "fa": (["Parisa", "Shirin", "Mahsa"], ["Kaveh", "Behrouz"], ["Karimi", "Rostami", "Farhadi"]),
    "fa-AF": (["Freshta", "Zohra", "Marwa"], ["Jawad", "Farid"], ["Noori", "Rahimi", "Azizi"]),
    "kmr": (["Berivan", "Rojda", "Zilan"], ["Azad", "Serhat"], ["Barazi", "Hesen", "Temo"]),
    "ckb": (["Shilan", "Hero"], ["Rebin", "Karwan"], ["Salih", "Rashid"]),
    "tr": (["Elif", "Zeynep", "Derya"], ["Emre", "Murat"], ["Yilmaz", "Aydin", "Demir"]),
    "so": (["Ifrah", "Hodan", "Sahra"], ["Abdirahman", "Liban"], ["Warsame", "Osman", "Jama"]),
    "uk": (["Iryna", "Oksana", "Daryna"], ["Bohdan", "Taras"], ["Shevchuk", "Melnyk", "Bondar"]),
    "am": (["Hiwot", "Tsion"], ["Dawit"], ["Alemu", "Bekele"]),
    "ps": (["Palwasha"], ["Zmarai"], ["Stanekzai", "Popal"]),
    "rw": (["Claudine", "Solange"], ["Eric"], ["Uwera", "Mugabo"]),
}

# How many key persons of sixty speak each variety, and how many of a hundred questions ask for it. Tigrinya is
# asked for far more than there are people: the story of the demo.
SUPPLY: Final[dict[str, int]] = {
    "apc": 14,
    "tr": 7,
    "fa": 6,
    "uk": 6,
    "fa-AF": 5,
    "kmr": 5,
    "ti": 6,
    "so": 3,
    "ckb": 2,
    "arz": 2,
    "ary": 1,
    "am": 1,
    "ps": 1,
    "rw": 1,
}
DEMAND: Final[dict[str, int]] = {
    "apc": 33,
    "ti": 22,
    "tr": 8,
    "fa": 7,
    "uk": 8,
    "fa-AF": 6,
    "kmr": 5,
    "so": 4,
    "ckb": 3,
    "arz": 1,
    "ary": 1,
    "am": 1,
    "ps": 1,
}

# Kind, name, place; the municipality follows from the place.
ORGANISATIONS: Final[list[tuple[str, str, str]]] = [
    ("municipality", "Gemeente Doetinchem, team Inburgering", "Doetinchem"),
    ("municipality", "Gemeente Bronckhorst, team Inburgering", "Zelhem"),
    ("municipality", "Gemeente Berkelland, team Inburgering", "Borculo"),
    ("municipality", "Gemeente Oost Gelre, team Inburgering", "Lichtenvoorde"),
    ("municipality", "Gemeente Winterswijk, team Inburgering", "Winterswijk"),
    ("municipality", "Gemeente Aalten, team Inburgering", "Aalten"),
    ("municipality", "Gemeente Oude IJsselstreek, team Inburgering", "Ulft"),
    ("municipality", "Gemeente Montferland, team Inburgering", "Didam"),
    ("school", "Basisschool De Wilgenhoek", "Doetinchem"),
    ("school", "Basisschool 't Molenpad", "Winterswijk"),
    ("school", "Basisschool De Kornoelje", "Ulft"),
    ("school", "Praktijkschool De Leerplek", "Groenlo"),
    ("practice", "Huisartsen Oude IJssel", "Terborg"),
    ("practice", "Huisartsenpraktijk De Linde", "Aalten"),
    ("practice", "Consultatiebureau Slinge", "Winterswijk"),
    ("welfare", "Welzijn De Brug", "Doetinchem"),
    ("participation", "Werkplaats Meedoen", "Doetinchem"),
    ("participation", "Leerbedrijf De Stap", "Lichtenvoorde"),
    ("language_school", "Taalschool Oostwaarts", "Doetinchem"),
    ("language_school", "Taalhuis Berkelland", "Eibergen"),
    ("other", "Bibliotheek Achterhoek-Zuid", "Varsseveld"),
    ("other", "Woonvereniging De Hoeve", "Didam"),
]
GO_BETWEEN: Final = "Bruggenbouwers Achterhoek"

# Topic -> what is asked (Dutch, as an organisation would type it), whether one newcomer is concerned.
SUMMARIES: Final[dict[str, list[tuple[str, str]]]] = {
    "school": [
        (
            "accompaniment",
            "Ouders begrijpen het advies voor een andere school nog niet. Graag uitleg in hun eigen woorden.",
        ),
        ("one_newcomer", "Ouders komen niet op gesprekken. Wil iemand contact leggen en vragen wat er nodig is?"),
    ],
    "care": [
        ("accompaniment", "Uitleg hoe een afspraak bij de huisarts en de apotheek werkt."),
        ("group_session", "Voorlichting over zorg en verzekering voor een groep van twaalf vrouwen."),
    ],
    "work": [("one_newcomer", "Uitleg over een leerwerkplek: wat wordt verwacht en wat mag je vragen?")],
    "money": [("one_newcomer", "Samen kijken naar post over toeslagen en uitleggen wat de volgende stap is.")],
    "housing": [("one_newcomer", "Uitleg over huurregels en contact met de buren in een nieuwe woning.")],
    "upbringing": [("one_newcomer", "Gesprek over opvoeden in twee culturen, samen met de jeugdwerker.")],
    "civic-integration": [
        ("accompaniment", "Voorbereiden op de brede intake: wat gebeurt er, welke keuzes zijn er?"),
        ("accompaniment", "Gesprek met school, docent, gemeente en cursist over een andere leerroute."),
    ],
    "childcare": [("one_newcomer", "Kinderopvang aanvragen lukt niet, daardoor kan de moeder niet naar les.")],
    "participation": [("one_newcomer", "Deelnemer kwam twee keer niet. Wil iemand bellen wat er in de weg zit?")],
    "letters": [("reading_panel", "Brief over de nieuwe taallessen: is hij duidelijk voor de mensen die hem krijgen?")],
    "meeting": [("one_newcomer", "Mevrouw komt weinig buiten en zoekt een activiteit in de buurt.")],
}
