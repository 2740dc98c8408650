"""The publication of the demo region in English and in Arabic: shorter, by the same flow, with the same yes."""

from dataclasses import dataclass
from typing import Any, Final

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.models import Chapter, Edition, Figure, Quote
from sleutelbos.insights.services import editions

# Title, what one sees, labels (none: as they are), names of the series, unit, note (none: as it is).
FigureWords = tuple[str, str, list[str], list[str], str, str]


@dataclass(frozen=True, slots=True)
class Abroad:
    """One language: the cover and the back, a chapter per heading of the original, every quote, a figure per title."""

    cover: dict[str, str]
    # Heading of the original -> heading, lead, body.
    chapters: dict[str, tuple[str, str, str]]
    # Key of a quote -> its words.
    quotes: dict[str, str]
    # Title of the original -> the same in these words.
    figures: dict[str, FigureWords]
    readings: list[str]


# ruff: noqa: E501  (texts as they are typed)
ENGLISH: Final = Abroad(
    cover={
        "title": "The state of the key persons",
        "subtitle": "What they saw, what came of it, and what did not work out",
        "publisher": "Achterhoek region (example)",
        "accountability": """Nine people told us what they meet: three key persons, two newcomers, four professionals. The talks followed a fixed list of questions and took about an hour. Nothing of a talk is kept but the words that got a yes.

**Consent.** Everybody read the own words in the own language and said yes, no or differently, for each of them. Everybody chose how to be shown, and whether the words may be there in other languages. In this edition stand only the words of people who said yes to that.

**Figures.** National figures are from the civic integration statistics of Statistics Netherlands (CBS). What is provisional is called so. The numbers of the region are rounded to fives, and a number under ten is left out.

**Rules.** Where this edition names a rule it is a summary and no advice. Ask DUO, the IND or your municipality before you decide.""",
        "not_represented": """- People who never came to a key person. They may be the most alone.
- People who cannot read, also not in their own language.
- Newcomers in a reception centre.
- Family and labour migrants: nearly all stories are of people who were given asylum.
- People who did not want their words in another language. They are in the Dutch edition.
- Children. We spoke with adults only.""",
        "colophon": """This edition was made with the data of an example region. All people in it are invented, and so are their words. It is shorter than the Dutch edition, which has twelve chapters.

You may use and share this edition with the name of the publisher (CC BY 4.0).""",
    },
    chapters={
        "Hoe staat het ervoor?": (
            "Where do we stand?",
            "A year in which what key persons noticed was no longer left hanging.",
            """Eight municipalities share one network of key persons. They came to the Netherlands themselves and are now the bridge between newcomers and institutions. They come along to the school, the doctor and the town hall. They explain, in both directions. And they notice what is not right.

That last thing used to be left in the air. Whoever hears the same five times may tell a colleague, and there it ends. This year it went differently. What key persons noticed was written down without names, was given an owner and a date, and ended with an answer. Also when the answer was: this we cannot change.

{erbij}

## What you read here

- **Every quote has a yes.** Whoever said something read the exact words in the own language and said yes. Whoever takes that yes back disappears from the next issue.
- **Every figure has a source.** You also see the edition, the day, and whether the figure may still change.
- **Who is not in it is named too.** At the back you read whom we did not hear.""",
        ),
        "Het jaar in cijfers": (
            "The year in figures",
            "What is known in the country, and what the region counted itself.",
            """Nobody knows exactly how many key persons there are in the Netherlands. That is why this chapter begins with what is known: how many people have to take part in civic integration.

{figure 1}

In 2022 26,200 people came under the new law, in 2023 36,100. The figure for 2022 was 26,500 at first. Such figures are revised. So we name the edition with every figure, and keep the old one beside it.

## What was asked in the region

{figure 2}

These numbers say how much was asked. They do not say whether it helped. No study was found in the Netherlands that measures the effect of key persons against a control group. So we do not promise that effect. We count honestly, and we ask the people themselves.""",
        ),
        "Degene die erbij zit": (
            "The one who sits beside you",
            "About tea, limits and coming a quarter of an hour early.",
            """Hanan is from Syria and has lived in the region for nine years. The first time, she went along with a neighbour, to the pharmacy. Now she is asked two or three times a week, on her phone, in three lines: where, when, which language. She can say yes, no, or propose another time.

## The first five minutes

The most important part comes before the talk, she says. She meets people a quarter of an hour early, outside, at the door. There she tells what she does and what she does not. That she passes nothing on. That she does not decide.

{tempo}

## The limit

Hanan has become strict about her role. A talk about an operation or a diagnosis she does not do: that takes a professional interpreter. A key person may then sit beside.

{grens}

## Light and heavy

After a heavy talk she is asked for nothing for some days. The planning sees to that. Once in six weeks she talks with others about what stayed, without naming names. She calls it her big cleaning.

{nee}""",
        ),
        "Zes vragen op een papiertje": (
            "Six questions on a slip of paper",
            "A mother about the talk she almost did not have.",
            """Amina has another name. She wanted to tell her story without being found. She read what stands here in Arabic, on her phone, and said yes to every sentence.

Her daughter was seven when the school asked for a talk. Things did not go well in class. The teacher named another school, with small groups. What Amina heard was that her child had to go.

{school}

## What went differently

The school asked for a key person. Amina got a message in her language: who could come along, and that she could say no. She asked for a woman from another town. They had coffee in the library first.

{kiezen}

## And now

Her daughter goes to the new school and by now reads to her little brother. Amina has one more year of civic integration to go. The term is three years, and a new plan does not start the clock again. She did not know that. Now the date is on her fridge.

{later}""",
        ),
        "Wachten, en wat er met een melding gebeurt": (
            "Waiting, and what happens to a signal",
            "From remark to answer, also when the answer is no.",
            """If key persons write down one word most, it is waiting. Waiting for a place at the language school. Waiting for childcare. Waiting for a teacher.

{lijst}

## From remark to answer

A key person notices something and tells it in two taps: the theme and the place. Never about a person, always about what does not work. Signals about the same thing come together. Whoever can do something about it gets it with a date. When the date has passed, everybody sees it.

- **Childcare.** Three municipalities agreed that people with lessons come on the list in time. The list did not get shorter. The order became fairer.
- **Different levels.** The language school split two groups and joined a third with a school in another town. For that group the journey became longer.
- **Travel costs.** The answer was no. That no was explained in five languages.

{antwoord}""",
        ),
        "Wat gemeenten zeggen": (
            "What municipalities say",
            "More trust, shorter sentences, and every year the question who pays.",
            """We asked people who work for municipalities what they notice. They spoke for themselves.

## What it brings

All talks began with the same thing: trust. People come earlier, ask more and stay away less often. Then came something nobody had expected. The workers themselves work differently. They make shorter sentences, plan more time and ask whether they were clear.

{waarde}

## Where it hurts

Two things come back. The first is money, which has to be found again every year. The second is keeping people: a good volunteer finds a job, and everybody is glad of that.

{geld}

{samen}""",
        ),
    },
    quotes={
        "erbij": "I am no interpreter and no care worker. I am the one who sits beside you, so that nobody feels alone.",
        "tempo": "First we drink tea. The official sometimes finds that long, but after the tea people dare to ask.",
        "grens": "I used to say yes to everything. Now I say: this is not my role, for this you call an interpreter. That gives peace.",
        "nee": "The best thing this year? That no is allowed. Twice I had no time, and nobody asked why.",
        "baan": "I began as a volunteer, with a flat bicycle tyre and a dictionary. Now this work is in my contract.",
        "lijst": "Five families named the same waiting list to me. When I alone know that, nothing changes.",
        "antwoord": "An answer came: this we cannot change this year, and here is why. I was not happy, but I could explain it.",
        "school": "I thought they wanted my daughter gone. Then somebody explained in my language what the school meant.",
        "kiezen": "I could choose who came along. I chose a woman from another town. That talks more easily.",
        "later": "In a year I want to go along with somebody myself. Then I pass on what I was given.",
        "twintig": "I had exactly one question about one family. Within a day I knew who could come along.",
        "stil": "I learned that silence is not unwillingness. The father waited until I had finished speaking.",
        "waarde": "For years we bought leaflets. One hour with six readers brought more than all those leaflets together.",
        "geld": "The honest answer is that we look for money again every year. Nobody can keep that up.",
        "samen": "I now call one fixed contact at the language school. That saves weeks.",
        "vertrouwen": "People do not tell me more than before. They do understand me better, and I them.",
    },
    figures={
        "Mensen die moeten inburgeren, per jaar waarin het begon": (
            "People who have to take part in civic integration, by the year in which it began",
            "In 2022 26.2 thousand people began, in 2023 36.1 thousand. Most of them were given asylum.",
            [],
            ["Asylum", "Family and others"],
            "thousands",
            "Provisional: 2023. Final: 2022.",
        ),
        "Vragen per kwartaal": (
            "Questions per quarter",
            "Invented numbers of the example region.",
            ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"],
            ["Questions per quarter"],
            "",
            "",
        ),
    },
    readings=[
        "Statistics Netherlands (CBS): civic integration, figures and notes",
        "Pharos: centre of expertise with a large network of key persons (Dutch)",
        "Blik op Werk: the state of civic integration education (Dutch)",
        "Divosa: regional cooperation on civic integration (Dutch)",
        "DUO: civic integration, terms and exams",
        "IND: naturalisation and a stronger right to stay",
        "The Civic Integration Act 2021 (Dutch)",
    ],
)

ARABIC: Final = Abroad(
    cover={
        "title": "حال الأشخاص المفاتيح",
        "subtitle": "ما رأوه، وما نتج عنه، وما لم ينجح",
        "publisher": "منطقة أختهوك (مثال)",
        "accountability": """تسعة أشخاص حكوا لنا ما يعيشونه: ثلاثة أشخاص مفاتيح، واثنان من الوافدين الجدد، وأربعة مختصين. سارت المقابلات وفق قائمة أسئلة ثابتة واستغرقت نحو ساعة. لم يُحفظ من المقابلات شيء سوى الأقوال التي وافق عليها أصحابها.

**الموافقة.** قرأ كل واحد أقواله بلغته، وقال عن كل قول نعم أو لا أو عبارة أخرى. واختار كل واحد كيف يظهر، وهل يجوز نشر كلامه بلغات أخرى. في هذا الإصدار أقوال من وافقوا على ذلك فقط.

**الأرقام.** الأرقام الوطنية من إحصاءات الاندماج لدى مكتب الإحصاء الهولندي (CBS). الأرقام المؤقتة مذكورة على أنها مؤقتة. أرقام المنطقة مقرّبة إلى أقرب خمسة، وكل رقم أقل من عشرة محذوف.

**القواعد.** حين يذكر هذا الإصدار قاعدة فهي خلاصة وليست نصيحة. اسأل DUO أو IND أو بلديتك قبل أن تقرر.""",
        "not_represented": """- من لم يصلوا أبدًا إلى شخص مفتاح. ربما هم الأكثر وحدة.
- من لا يستطيعون القراءة، حتى بلغتهم.
- الوافدون الجدد في مراكز الاستقبال.
- القادمون للم الشمل أو للعمل: كل القصص تقريبًا لأشخاص حصلوا على اللجوء.
- من لم يرغبوا في نشر كلامهم بلغة أخرى. أقوالهم في الإصدار الهولندي.
- الأطفال. تحدثنا مع البالغين فقط.""",
        "colophon": """أُعدّ هذا الإصدار ببيانات منطقة للمثال. كل الأشخاص فيه غير حقيقيين، وكذلك أقوالهم. وهو أقصر من الإصدار الهولندي الذي يضم اثني عشر فصلًا. لم يراجع الترجمةَ بعدُ متحدثٌ أصلي.

يجوز لك استخدام هذا الإصدار ومشاركته مع ذكر اسم الناشر (CC BY 4.0).""",
    },
    chapters={
        "Hoe staat het ervoor?": (
            "كيف هي الأحوال؟",
            "سنة لم يعد فيها ما يلاحظه الأشخاص المفاتيح معلّقًا بلا جواب.",
            """ثماني بلديات تتقاسم شبكة واحدة من الأشخاص المفاتيح. هم أناس جاؤوا إلى هولندا بأنفسهم، وصاروا اليوم الجسر بين الوافدين الجدد والمؤسسات. يرافقون الناس إلى المدرسة والطبيب ومبنى البلدية. يشرحون في الاتجاهين. ويلاحظون ما لا يسير جيدًا.

هذا الأخير ظل طويلًا معلّقًا. من يسمع الشيء نفسه خمس مرات قد يخبر زميلًا، وهناك يتوقف الأمر. هذه السنة سار الأمر بشكل آخر. ما لاحظه الأشخاص المفاتيح كُتب بلا أسماء، وصار له مسؤول وموعد، وانتهى بجواب. حتى حين كان الجواب: هذا لا نستطيع تغييره.

{erbij}

## ماذا تقرأ هنا

- **كل قول عليه موافقة.** من قال شيئًا قرأ كلماته كما هي بلغته ووافق عليها. ومن يسحب موافقته يختفي كلامه من النسخة التالية.
- **كل رقم له مصدر.** وترى أيضًا الإصدار والتاريخ وهل يمكن أن يتغير الرقم.
- **ومن هو غائب مذكور أيضًا.** في آخر المنشور تقرأ من لم نسمعهم.""",
        ),
        "Het jaar in cijfers": (
            "السنة بالأرقام",
            "ما هو معروف في البلاد، وما عدّته المنطقة بنفسها.",
            """لا أحد يعرف بالضبط كم عدد الأشخاص المفاتيح في هولندا. لذلك يبدأ هذا الفصل بما هو معروف: كم شخصًا عليه أن يتبع برنامج الاندماج.

{figure 1}

في سنة 2022 صار 26200 شخص ملزمين بالاندماج وفق القانون الجديد، وفي سنة 2023 كانوا 36100. كان رقم 2022 قبل ذلك 26500. مثل هذه الأرقام تُعدَّل. لذلك نذكر الإصدار مع كل رقم، ونحتفظ بالقديم إلى جانبه.

## ما طُلب في المنطقة

{figure 2}

هذه الأرقام تقول كم طُلب. ولا تقول هل ساعد ذلك. لم نجد في هولندا دراسة تقيس أثر الأشخاص المفاتيح مع مجموعة مقارنة. لذلك لا نعد بهذا الأثر. نعدّ بصدق، ونسأل الناس أنفسهم.""",
        ),
        "Degene die erbij zit": (
            "التي تجلس معك",
            "عن الشاي والحدود والمجيء قبل الموعد بربع ساعة.",
            """هنان من سوريا وتسكن في المنطقة منذ تسع سنوات. أول مرة رافقت جارة لها إلى الصيدلية. واليوم يُطلب منها ذلك مرتين أو ثلاثًا في الأسبوع، على هاتفها، في ثلاثة أسطر: أين، ومتى، وأي لغة. يمكنها أن تقول نعم، أو لا، أو تقترح وقتًا آخر.

## الدقائق الخمس الأولى

الأهم في رأيها يحدث قبل الحديث. تلتقي الناس قبل الموعد بربع ساعة، في الخارج، عند الباب. هناك تقول ما تفعله وما لا تفعله. وأنها لا تنقل كلامًا. وأنها لا تقرر.

{tempo}

## الحدود

صارت هنان حازمة في دورها. الحديث عن عملية أو تشخيص لا تقوم به: هذا يحتاج إلى مترجم محترف. ويجوز للشخص المفتاح عندها أن يجلس إلى جانبه.

{grens}

## الخفيف والثقيل

بعد حديث ثقيل لا يُطلب منها شيء لبضعة أيام. التخطيط يرتب ذلك. ومرة كل ستة أسابيع تتحدث مع آخرين عمّا بقي في النفس، بلا ذكر أسماء. تسمي ذلك تنظيفها الكبير.

{nee}""",
        ),
        "Zes vragen op een papiertje": (
            "ستة أسئلة على ورقة صغيرة",
            "أم تحكي عن الحديث الذي كادت ألا تجريه.",
            """أمينة ليس اسمها الحقيقي. أرادت أن تحكي قصتها دون أن يعرفها أحد. قرأت ما هو مكتوب هنا بالعربية على هاتفها، ووافقت على كل جملة.

كانت ابنتها في السابعة حين طلبت المدرسة لقاءً. لم تكن الأمور في الصف تسير جيدًا. ذكرت المعلمة مدرسة أخرى، بمجموعات صغيرة. وما سمعته أمينة هو أن على طفلتها أن تغادر.

{school}

## ما الذي اختلف

طلبت المدرسة شخصًا مفتاحًا. وصلت إلى أمينة رسالة بلغتها: من يمكنه أن يأتي معها، وأنها تستطيع أن تقول لا. طلبت امرأة من مدينة أخرى. وشربتا القهوة أولًا في المكتبة.

{kiezen}

## والآن

تذهب ابنتها إلى المدرسة الجديدة وصارت تقرأ لأخيها الصغير. وبقيت لأمينة سنة من برنامج الاندماج. المدة ثلاث سنوات، والخطة الجديدة لا تعيد العدّ من البداية. لم تكن تعرف ذلك. أما الآن فالتاريخ معلق على ثلاجتها.

{later}""",
        ),
        "Wachten, en wat er met een melding gebeurt": (
            "الانتظار، وما يحدث للإشارة",
            "من ملاحظة إلى جواب، حتى لو كان الجواب لا.",
            """إن كانت هناك كلمة يكتبها الأشخاص المفاتيح أكثر من غيرها فهي الانتظار. انتظار مكان في مدرسة اللغة. انتظار رعاية للأطفال. انتظار معلم.

{lijst}

## من ملاحظة إلى جواب

يلاحظ الشخص المفتاح شيئًا ويخبر به بنقرتين: الموضوع والمكان. أبدًا ليس عن شخص، بل دائمًا عن أمر لا يسير جيدًا. الإشارات عن الأمر نفسه تُجمع معًا. ومن يستطيع أن يفعل شيئًا يتسلمها مع موعد. وإذا مضى الموعد رأى الجميع ذلك.

- **رعاية الأطفال.** اتفقت ثلاث بلديات على أن يُسجَّل من لديهم دروس في الوقت المناسب. لم تقصر القائمة. لكن الترتيب صار أعدل.
- **مستويات مختلفة.** قسّمت مدرسة اللغة مجموعتين، ودمجت ثالثة مع مدرسة في مدينة أخرى. صار الطريق أطول لتلك المجموعة.
- **تكاليف السفر.** كان الجواب لا. وشُرحت هذه اللا بخمس لغات.

{antwoord}""",
        ),
        "Wat gemeenten zeggen": (
            "ما تقوله البلديات",
            "ثقة أكبر، وجمل أقصر، وكل سنة السؤال نفسه: من يدفع؟",
            """سألنا العاملين في البلديات عمّا يلاحظونه. تحدثوا باسمهم لا باسم البلدية.

## ما الفائدة

بدأت كل الأحاديث بالشيء نفسه: الثقة. يأتي الناس أبكر، ويسألون أكثر، ويغيبون أقل. ثم جاء ما لم يتوقعه أحد. العاملون أنفسهم صاروا يعملون بشكل آخر. يستخدمون جملًا أقصر، ويخصصون وقتًا أطول، ويسألون هل كان الشرح واضحًا.

{waarde}

## أين الصعوبة

أمران يعودان دائمًا. الأول المال، الذي يجب البحث عنه كل سنة من جديد. والثاني البقاء: المتطوع الجيد يجد عملًا، والجميع يفرح له بذلك.

{geld}

{samen}""",
        ),
    },
    quotes={
        "erbij": "لست مترجمة ولا مقدمة رعاية. أنا التي تجلس معك، حتى لا يشعر أحد بالوحدة.",
        "tempo": "نشرب الشاي أولًا. الموظف يرى ذلك طويلًا أحيانًا، لكن بعد الشاي يجرؤ الناس على السؤال.",
        "grens": "كنت أقول نعم دائمًا. الآن أقول: هذا ليس دوري، لهذا اتصل بمترجم. وهذا يريحني.",
        "nee": "أجمل ما في هذه السنة؟ أن قول لا مسموح. مرتين لم يكن لدي وقت، ولم يسأل أحد لماذا.",
        "baan": "بدأت متطوعًا، بإطار دراجة مثقوب وقاموس. والآن هذا العمل مكتوب في عقدي.",
        "lijst": "خمس عائلات ذكرت لي قائمة الانتظار نفسها. إن عرفت ذلك وحدي فلن يتغير شيء.",
        "antwoord": "جاء الجواب: هذا لا نستطيع تغييره هذه السنة، وهذا هو السبب. لم أفرح، لكنني استطعت أن أشرحه.",
        "school": "ظننت أنهم يريدون إبعاد ابنتي. ثم شرح لي شخص بلغتي ما الذي تقصده المدرسة.",
        "kiezen": "كان بإمكاني أن أختار من يأتي معي. اخترت امرأة من مدينة أخرى. الكلام هكذا أسهل.",
        "later": "بعد سنة أريد أن أرافق شخصًا بنفسي. عندها أعطي ما أُعطيت.",
        "twintig": "كان لدي سؤال واحد بالضبط عن عائلة واحدة. وخلال يوم عرفت من يمكنه أن يأتي.",
        "stil": "تعلمت أن الصمت ليس رفضًا. كان الأب ينتظر حتى أنهي كلامي.",
        "waarde": "اشترينا المنشورات سنوات طويلة. ساعة واحدة مع ستة قراء أفادت أكثر من كل تلك المنشورات معًا.",
        "geld": "الجواب الصادق أننا نبحث عن المال كل سنة من جديد. لا أحد يستطيع الاستمرار هكذا.",
        "samen": "الآن أتصل بشخص ثابت في مدرسة اللغة. هذا يوفر أسابيع.",
        "vertrouwen": "الناس لا يحكون لي أكثر من قبل. لكنهم يفهمونني أفضل، وأنا أفهمهم.",
    },
    figures={
        "Mensen die moeten inburgeren, per jaar waarin het begon": (
            "من عليهم اتباع برنامج الاندماج، حسب سنة البدء",
            "في 2022 بدأ 26.2 ألف شخص، وفي 2023 بدأ 36.1 ألف. معظمهم حصلوا على اللجوء.",
            [],
            ["اللجوء", "العائلة وغيرها"],
            "بالآلاف",
            "مؤقت: 2023. نهائي: 2022.",
        ),
        "Vragen per kwartaal": (
            "الأسئلة في كل ربع سنة",
            "أرقام غير حقيقية للمنطقة المثال.",
            ["الربع الأول", "الربع الثاني", "الربع الثالث", "الربع الرابع"],
            ["الأسئلة في كل ربع سنة"],
            "",
            "",
        ),
    },
    readings=[
        "مكتب الإحصاء الهولندي CBS: أرقام الاندماج وشرحها",
        "مركز الخبرة Pharos: شبكة كبيرة من الأشخاص المفاتيح (بالهولندية)",
        "مؤسسة Blik op Werk: حال تعليم الاندماج (بالهولندية)",
        "جمعية Divosa: التعاون الإقليمي في الاندماج (بالهولندية)",
        "هيئة DUO: الاندماج والمواعيد والامتحانات",
        "دائرة IND: التجنيس وتقوية حق الإقامة",
        "قانون الاندماج لسنة 2021 (بالهولندية)",
    ],
)
LANGUAGES: Final = {"en": ENGLISH, "ar": ARABIC}


def make_abroad(home: Edition, keys: dict[str, str], actor: Viewer) -> list[Edition]:
    """Translate a published edition and publish what came of it; `keys`: key of a quote -> `{quote 3}`."""
    return [_translate(home, language, words, keys, actor) for language, words in LANGUAGES.items()]


def _translate(home: Edition, language: str, words: Abroad, keys: dict[str, str], actor: Viewer) -> Edition:
    made = editions.translate_edition(edition=home, language=language, actor=actor)
    editions.change_edition(edition=made, values=dict(words.cover), actor=actor)
    for chapter in made.chapters.select_related("translated_from"):
        assert chapter.translated_from is not None
        own = words.chapters.get(chapter.translated_from.heading)
        if own is None:
            editions.remove_chapter(chapter=chapter, actor=actor)
            continue
        heading, lead, body = own
        for key, place in keys.items():
            body = body.replace(f"{{{key}}}", place)
        values: dict[str, Any] = {"heading": heading, "lead": lead, "body": body}
        editions.save_chapter(edition=made, chapter=chapter, values=values, actor=actor)
        _figures(chapter, words, actor)
    rows = Quote.objects.filter(interview__edition=home, interview__may_translate=True).select_related("interview")
    by_number = {place: key for key, place in keys.items()}
    for quote in rows:
        said = words.quotes[by_number[f"{{quote {quote.number}}}"]]
        editions.translate_quote(edition=made, quote=quote, text=said, actor=actor)
    for reading, title in zip(made.readings.order_by("position"), words.readings, strict=True):
        reading.title = title
        reading.save(update_fields=["title"])
    editions.move_edition(edition=made, new=Edition.State.REVIEW, actor=actor)
    editions.publish_edition(edition=made, actor=actor)
    return made


def _figures(chapter: Chapter, words: Abroad, actor: Viewer) -> None:
    """The figures that this edition names, in its words and in its order; the others are left out."""
    number = 0
    for figure in list(chapter.figures.all()):
        own = words.figures.get(figure.title)
        if own is None or figure.origin == Figure.Origin.OWN:
            editions.remove_figure(figure=figure, actor=actor)
        if own is None:
            continue
        if figure.origin == Figure.Origin.OWN:
            # Its source and its note then stand in the language of this edition.
            figure = editions.add_own_figure(chapter=chapter, name="quarters", actor=actor)
        number += 1
        editions.save_figure(chapter=chapter, figure=figure, values=_values(figure, own, number), actor=actor)


def _values(figure: Figure, own: FigureWords, number: int) -> dict[str, Any]:
    title, description, labels, names, unit, note = own
    series = [[name, values] for name, (_old, values) in zip(names, figure.series, strict=True)]
    values = {"number": number, "title": title, "description": description, "labels": labels or figure.labels}
    if figure.origin == Figure.Origin.OWN:
        values["status"] = Figure.Status.EXAMPLE
    return {**values, "series": series, "unit": unit, "note": note or figure.note}
