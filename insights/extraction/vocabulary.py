"""The words the engine goes by: every cue phrase, role, verb and ending, and nothing else.

All are lower case unless capitals matter, with straight quotes. A wish such as "we say 'host' for whoever opens the
meeting" is one more word in one table. The tables were gathered from how charities, councils and networks in Britain
write up meetings; none of them names a person, and the few organisations are household names.
"""

from __future__ import annotations

# --- the network -------------------------------------------------------------------------------------------------

# Canonical cell names, each with what notes, topics and tags call it.
CELLS: dict[str, tuple[str, ...]] = {
    "Putting relationships first": (
        "putting relationships first",
        "relationships first",
        "relationships",
        "prioritising relationships",
    ),
    "Sharing and building power": (
        "sharing and building power",
        "sharing & building power",
        "building and sharing power",
        "sharing power",
        "power",
    ),
    "Listening to each other": ("listening to each other", "listening to one another", "listening"),
    "Joining forces": ("joining forces",),
    "Leadership": ("leadership", "changing leadership"),
}

# Site names a topics line may end with, where only one such line is there and nothing repeats to tell it by.
SITE_NAMES = ("a better way",)

# What kind of meeting it was, by words in its opening; the first that matches counts.
FORMATS: tuple[tuple[str, str], ...] = (
    ("roundtable", r"\bround[- ]?tables?\b"),
    ("gathering", r"\bgathering\b|\bannual (?:meeting|conference)\b|\baway[- ]?day\b"),
    ("workshop", r"\bworkshops?\b|\bmasterclass\b"),
    ("group meeting", r"\b(?:working|steering|advisory|reading|action|local|regional) group\b|\bgroup meeting\b"),
    (
        "series event",
        r"\b(?:in|of) (?:a|our|this|the) (?:\w+ ){0,2}series\b|\bseries of (?:events|meetings|discussions|sessions|conversations)\b|\bof (?:two|three|four|five|six) (?:meetings|events|sessions|discussions|roundtables|conversations)\b",
    ),
)

# --- roles ------------------------------------------------------------------------------------------------------

# Roles at a meeting, as notes put them. The key is the engine's word for it.
MEETING_ROLES: dict[str, tuple[str, ...]] = {
    "convenor": (
        "co-convenor",
        "co-convener",
        "convenor",
        "convener",
        "host",
        "co-host",
        "facilitator",
        "moderator",
    ),
    "chair": ("chair", "chairing", "in the chair"),
    "thought leader": ("co-thought leader", "thought leader", "thought-leader", "thoughtleader"),
    "provocateur": ("provocateur", "provocator"),
    "respondent": ("respondent", "responder", "discussant"),
    "poet": ("poet", "poet in residence"),
    "speaker": (
        "introductory speaker",
        "opening speaker",
        "keynote speaker",
        "guest speaker",
        "main speaker",
        "first speaker",
        "second speaker",
        "third speaker",
        "final speaker",
        "keynote",
        "speaker",
        "panellist",
        "panelist",
        "presenter",
        "contributor",
    ),
    "participant": ("participant", "attendee", "note taker", "note-taker", "notetaker", "minute taker"),
    "author": ("author", "co-author"),
}

# Meeting roles that are given up to their holder as a position too ("Ada Lin, co-convenor").
ROLES_THAT_ARE_POSITIONS = ("co-convenor", "convenor", "co-convener", "convener")

# Nouns that end or hold a position at an organisation. "officer" makes "Policy and Research Officer" one.
POSITION_NOUNS = (
    "accountant actor academic activist administrator adviser advisor advocate alderman ambassador analyst apprentice archdeacon architect "
    "archivist artist assistant associate author barrister bishop broadcaster campaigner canon captain caretaker carer cfo chair chairman "
    "chairperson chairwoman champion chancellor chaplain chief clerk clinician co-chair co-convenor co-director "
    "co-founder co-lead co-ordinator coach cofounder colleague commentator commissioner companion comptroller "
    "constable consultant convener convenor coordinator coo cto cio ceo councillor counsellor curate curator deacon dean deputy designer "
    "developer dietitian director doctor economist editor educator elder engineer entrepreneur executive expert facilitator farmer fellow "
    "founder fundraiser gardener geographer gp governor graduate head headteacher historian host imam inspector intern journalist judge "
    "keyworker lawyer lead leader lecturer librarian lieutenant magistrate manager matron mayor mediator member mentor "
    "midwife minister mp mep msp moderator musician navigator novelist nurse officer official ombudsman organiser organizer "
    "outreach cook driver dinner-lady builder plumber electrician enabler cleaner baker chef actuary enforcer agent broker funder banker landlord shopkeeper butcher barber trader lender porter conductor weaver potter poet-in-residence owner paramedic partner pastor patron peer pharmacist philosopher photographer physiotherapist pioneer planner playwright poet politician "
    "practitioner president presenter priest principal producer professor programmer psychiatrist psychologist "
    "psychotherapist publisher rabbi reader recorder rector registrar representative researcher resident responder reverend scientist "
    "secretary senator sergeant servant sheriff social-worker sociologist solicitor specialist spokesperson steward strategist student "
    "superintendent supervisor surgeon surveyor teacher therapist trainer translator treasurer trustee tutor "
    "vicar vice-chair vicechair volunteer warden worker writer youth-worker thought-leader provocateur respondent speaker "
    "participant attendee survivor parent grandparent alumna alumnus postmaster baroness"
).split()

# Words that lead up to a position noun.
POSITION_ADJECTIVES = (
    "acting assistant associate chief clinical co community current deputy development emeritus executive first former founding general "
    "honorary incoming independent interim joint lead local managing national new non-executive operational operations "
    "our outgoing outreach policy principal programme programmes project regional research retired senior social strategic strategy "
    "the their then-director vice visiting voluntary youth"
).split()

# Words that say a position is over.
FORMER = (
    "former",
    "formerly",
    "previously",
    "ex-",
    "until",
    "retired",
    "then",
    "past",
    "late",
    "outgoing",
    "was",
    "one-time",
    "erstwhile",
)

# Offices that are whole by themselves: what follows "for" or "of" is no organisation.
STATE_OFFICES = (
    "minister",
    "secretary of state",
    "mp",
    "lord mayor",
    "bishop",
    "archbishop",
    "dean",
    "mayor",
    "member of parliament",
    "professor",
    "poet laureate",
    "commissioner for",
    "high sheriff",
    "ambassador to",
    "justice minister",
    "member of the house",
    "lord lieutenant",
)

# What one is director, head or professor *of*: part of the position, no organisation.
FIELDS_OF_WORK = frozenset(
    (
        "academic accountability activism adult adults advancement advice advocacy affairs ageing anthropology applied art arts assessment assets board business campaigning campaigns care change children children's climate collections commissioning communication "
        "communications communities community compliance computing content corporate council creative criminology criminal culture customer data delivery design development digital diversity economic economics economy education "
        "effectiveness employment engagement engineering english enterprise environment environmental equalities equality equity estates ethics evaluation events external faith families family finance fundraising futures general geography governance governors grants grantmaking health "
        "higher history homelessness housing human hr impact improvement inclusion income influencing information infrastructure innovation insight insights inequalities integrated integration international investment it journalism justice knowledge law leadership learning legal library "
        "lived local management marketing mathematics media medical medicine membership mental midwifery mission music neighbourhoods networks nursing nutrition operations organisational outreach paediatrics participation partnership partnerships people performance personalised philosophy "
        "physics place planning policy political politics population practice prevention primary product professional programme programmes projects property psychiatry psychology public quality regeneration regional relations relationships "
        "research resilience resources risk safeguarding safety sales school science sector security service services skills social socialism sociology sport standards state strategic strategy studies supporter supply support sustainability systems talent teaching technology "
        "theology training transformation transport trustees urban user values voluntary voice volunteering volunteers welfare wellbeing women work workforce young youth"
    ).split()
)

# Positions of which what follows "of" is always an organisation, whatever its first word.
HEADS_OF_ORGANISATIONS = (
    "ceo",
    "chief executive",
    "chief executive officer",
    "founder",
    "co-founder",
    "founding director",
    "patron",
    "president",
    "general secretary",
    "executive director",
    "managing director",
)

# Positions of which what follows "of" or "for" may be a field of work; of all others it is an organisation.
POSITIONS_WITH_FIELDS = (
    "director head professor lead manager officer commissioner lecturer reader minister dean secretary adviser advisor coordinator co-ordinator member specialist executive editor teacher student "
    "consultant chair board worker chief fellow researcher curator leader expert champion"
).split()

# Titles that are a position by themselves.
TITLES_THAT_ARE_POSITIONS = (
    "professor",
    "councillor",
    "archdeacon",
    "rabbi",
    "imam",
    "bishop",
    "canon",
    "judge",
    "reverend",
)

# Further words for people that stand before a name as a position does.
OTHER_WORDS_FOR_PEOPLE = ("thought leader", "leader", "colleague", "friend", "author")

# Organisations that may stand without a name: "at the council".
GENERIC_ORGANISATIONS = tuple(
    "association authority board charity church college council department diocese hospital library network partnership school surgery trust university".split()
)

# Titles that stand before a name.
NAME_TITLES = (
    "dr professor prof sir dame lord lady baroness baron mr mrs ms miss mx rev revd reverend fr father sister canon "
    "cllr councillor alderman rabbi imam bishop archbishop rt hon judge captain major colonel sgt sergeant pc pastor lt cdr"
).split()

# Letters after a name.
POST_NOMINALS = (
    "OBE",
    "MBE",
    "CBE",
    "KBE",
    "DBE",
    "MP",
    "MSP",
    "MS",
    "MEP",
    "QC",
    "KC",
    "JP",
    "DL",
    "FRSA",
    "PhD",
    "MLA",
    "TD",
    "CVO",
    "BEM",
    "QPM",
)

# --- verbs --------------------------------------------------------------------------------------------------------

# What a named person does when a note reports their words.
SPEECH_VERBS = (
    "accepted acknowledged added addressed admitted advised advocated agreed announced answered appealed argued asked asserted "
    "began came believed believes called cautioned challenged champions championed cited claimed closed commended commented compared "
    "concluded concurred confessed confirmed considered contended contrasted countered declared "
    "defended defined demonstrated described detailed disagreed discussed drew elaborated emphasised emphasized encouraged ended "
    "endorsed enthused estimated exclaimed explained explains explored expressed felt finished flagged followed "
    "framed gave highlighted hoped identified illustrated imagined informed insisted introduced invited joked "
    "kicked lamented laughed led listed made maintained mentioned mused named noted notes observed offered opened outlined "
    "painted pleaded pointed posed praised predicted presented proposed provoked questioned quoted raised read recalled recited reckoned "
    "recommended recounted referred reflected reflects reiterated related remarked reminded replied reported "
    "responded responds retorted revealed said saw says set shared showed shows speaks spelled spelt spoke started stated "
    "stressed suggested suggests summarised summarized summed supported talked tells thanked thinks thought told "
    "underlined underscored urged voiced volunteered wanted warned welcomed went wondered wrote writes argues asks calls describes "
    "points adds puts put brought outlines stresses emphasises concludes observes warns urges"
).split()

# Verbs that report an opinion strongly enough to make the person a speaker even without other signs.
SAYING = (
    "said says told asked explained argued added suggested described pointed noted stressed emphasised "
    "reminded warned urged observed commented reflected replied responded answered concluded"
).split()

# Of those, verbs that say little unless one of these words follows.
WEAK_SPEECH_VERBS: dict[str, str] = {
    "came": r"(?:next|last|first|after)\b",
    "gave": r"(?:an?|the|us|some|several|two|three|examples?|another|many|her|his|their|evidence)\b(?! up)",
    "set": r"out\b|the scene",
    "made": r"(?:the|a|this|some|several|two|three|similar) (?:\w+ )?(?:points?|case|suggestions?|plea|comments?|observations?)",
    "led": r"(?:the|a|us|our) (?:\w+ )?(?:discussion|session|conversation|through|exercise|reflection)|off\b|us\b",
    "began": r"by\b|with\b|the (?:discussion|meeting|session)|(?:her|his|their)\b|our\b",
    "started": r"by\b|with\b|us off|the (?:discussion|meeting|session|conversation)|(?:her|his|their) (?:talk|presentation|contribution)|our\b|off\b",
    "ended": r"by\b|with\b|(?:her|his|their)\b",
    "finished": r"by\b|with\b|(?:her|his|their)\b",
    "followed": r"with\b|by (?:say|ask|tell|speak)",
    "kicked": r"off\b|us off",
    "went": r"on to\b",
    "drew": r"on\b|attention|out\b|our\b",
    "put": r"it\b|forward|this\b|the (?:case|question)",
    "saw": r"(?:this|it|the)\b",
    "brought": r"(?:in|up|the|us|a)\b",
    "took": r"(?:us|up|the)\b",
    "called": r"for\b|on\b|this\b|it\b",
    "opened": r"(?:the|our|with|by|up)\b",
    "closed": r"(?:the|our|with|by)\b",
    "wanted": r"(?:to|us)\b",
    "felt": r"(?:that|it|the|we|this|there|strongly)\b",
    "supported": r"(?:this|the point|that)\b",
    "cited": r"",
    "invited": r"(?:us|people|everyone|participants|the)\b",
    "welcomed": r"(?:everyone|people|us|the|all|members|participants)\b",
    "thanked": r"",
    "read": r"(?:out|a|the|from|his|her|their|this|us|aloud|two|three)\b",
    "accepted": r"(?:that|the)\b",
    "called for": r"",
    "listed": r"",
    "named": r"",
    "wrote": r"",
    "discussed": r"",
    "compared": r"",
    "set out": r"",
    "puts": r"it\b",
    "calls": r"(?:this|it|for)\b",
    "points": r"out\b|to\b",
    "adds": r"",
    "shows": r"",
    "speaks": r"",
}

# What else a sentence says of the part its subject plays, beside the names of roles.
ROLE_SIGNS: dict[str, str] = {
    "provocateur": r"\b(?:asked|invited|agreed|here|there) to provoke\b|\bprovoked us\b|\b(?:gave|offered|made) (?:a|the|our|us a) provocation\b",
    "respondent": r"\b(?:responded|replied|gave (?:a|the) (?:first |second )?(?:response|reply)|(?:agreed|asked|invited|was there) to (?:respond|reply))\b",
    "chair": r"\b(?:chaired|took the chair|was in the chair)\b",
    "convenor": r"\b(?:convenes|co-convenes|facilitated)\b|\bwelcomed (?:everyone|everybody|people|us|all|members|participants|those|\w+(?:-\w+)? people)\b",
    "poet": r"\b(?:poem|verses?)\b",
}

# What stands before a name and says the part that the person played.
ROLE_BEFORE: dict[str, str] = {
    "chair": r"\b(?:chaired by|in the chair (?:was|were))(?: (?:our|the)\b[^,.;]{0,40})?,? $",
    "convenor": r"\b(?:convened|hosted|facilitated|organised) (?:jointly )?by(?: (?:our|the)\b[^,.;]{0,40})?,? $",
}

# Adverbs and the like between a name and its verb.
BETWEEN_NAME_AND_VERB = (
    "also then next first finally lastly now later again further rightly kindly briefly generously "
    "movingly powerfully eloquently himself herself themselves themself who who's have has had "
    "simply both each always often helpfully afterwards earlier quickly recently usefully gently previously vividly memorably candidly agreed and"
).split()

# Openings by which a note hands over to a speaker; a name follows.
HANDING_OVER = (
    "heard from",
    "hear from",
    "hearing from",
    "heard first from",
    "heard next from",
    "heard then from",
    "heard again from",
    "heard also from",
    "hear first from",
    "introduced by",
    "opened by",
    "led by",
    "chaired by",
    "facilitated by",
    "hosted by",
    "presented by",
    "presentation from",
    "presentation by",
    "presentations from",
    "presentations by",
    "talk by",
    "talk from",
    "input from",
    "inputs from",
    "contribution from",
    "contributions from",
    "provocation from",
    "provocation by",
    "provocations from",
    "response from",
    "responses from",
    "response by",
    "reflections from",
    "introduction from",
    "introduction by",
    "address by",
    "joined by",
    "addressed by",
    "welcomed",
    "listened to",
    "poem by",
    "poem from",
    "introduced",
    "convened by",
    "moderated by",
    "kicked off by",
    "started by",
    "speakers were",
    "speaker was",
    "speakers are",
    "guests were",
    "guest was",
    "panel were",
    "panellists were",
    "panel was",
    "came from",
    "reflection from",
    "reflection by",
    "contribution by",
    "input by",
    "followed by",
    "responding were",
    "the turn of",
    "next came",
    "then came",
    "last came",
    "finally came",
    "words from",
    "closing words from",
    "opening words from",
    "reading from",
    "reading by",
    "story from",
    "keynote from",
    "keynote by",
    "thanks to",
    "thank you to",
    "thanked",
    "over to",
    "turned to",
    "handed over to",
    "invited",
    "in conversation with",
    "conversation with",
    "interview with",
    "spoke to",
    "told us by",
    "by",
    "with",
    "from",
    "including",
    "and",
    "said",
    "asked",
    "says",
    "explained",
    "added",
    "suggested",
    "argued",
    "were",
    "was",
)

# Of those, the ones that by themselves make whoever follows a speaker.
HANDING_OVER_SURELY = HANDING_OVER[: HANDING_OVER.index("thanks to")]

# Labels of header lines that list people, with the role they give.
PEOPLE_LABELS: dict[str, str] = {
    "present": "participant",
    "in attendance": "participant",
    "attending": "participant",
    "attendees": "participant",
    "attendance": "participant",
    "participants": "participant",
    "members present": "participant",
    "also present": "participant",
    "those present": "participant",
    "joining us": "participant",
    "who came": "participant",
    "who was there": "participant",
    "in the room": "participant",
    "online": "participant",
    "apologies": "mentioned",
    "apologies for absence": "mentioned",
    "apologies received": "mentioned",
    "absent": "mentioned",
    "cc": "mentioned",
    "speaker": "speaker",
    "speakers": "speaker",
    "guest speaker": "speaker",
    "guest speakers": "speaker",
    "our speakers": "speaker",
    "panel": "speaker",
    "panellists": "speaker",
    "presenter": "speaker",
    "presenters": "speaker",
    "presentation": "speaker",
    "contributors": "speaker",
    "guests": "speaker",
    "our panel": "speaker",
    "the panel": "speaker",
    "keynote": "speaker",
    "chair": "chair",
    "chaired by": "chair",
    "convenor": "convenor",
    "convenors": "convenor",
    "convener": "convenor",
    "co-convenors": "convenor",
    "facilitator": "convenor",
    "facilitators": "convenor",
    "facilitated by": "convenor",
    "host": "convenor",
    "hosts": "convenor",
    "hosted by": "convenor",
    "in the chair": "chair",
    "convened by": "convenor",
    "led by": "convenor",
    "moderator": "convenor",
    "thought leader": "thought leader",
    "thought leaders": "thought leader",
    "provocateur": "provocateur",
    "provocateurs": "provocateur",
    "provocation": "provocateur",
    "respondent": "respondent",
    "respondents": "respondent",
    "responses": "respondent",
    "response": "respondent",
    "poet": "poet",
    "notes": "participant",
    "notes by": "participant",
    "note by": "author",
    "note taker": "participant",
    "notetaker": "participant",
    "minutes": "participant",
    "minutes by": "participant",
    "minutes taken by": "participant",
    "notes taken by": "participant",
    "written by": "author",
    "author": "author",
    "authors": "author",
    "by": "author",
    "scribe": "participant",
}

# What the columns of a table of people hold, by the word at their head. One for the name makes such a table, together
# with any other of these.
TABLE_COLUMNS: dict[str, str] = {
    head: column
    for column, heads in {
        "name": "name|names|full name|attendee|attendees|participant|participants|attending|speaker|person",
        "position": "role|roles|position|job title|job|job role|title|post|position held|role/title",
        "organisation": "organisation|organisations|organization|org|charity|company|employer|affiliation|agency|representing",
        "other": "email|e-mail|email address|e-mail address|contact|contact details|phone|telephone|tel|mobile|pronouns|signature|initials|signed|attended|present|apologies|in person|online|in person/online",
    }.items()
    for head in heads.split("|")
}

# What people write in the column for their organisation who have none.
NO_EMPLOYER = ("independent", "freelance", "freelancer", "self-employed", "self employed", "individual", "retired", "resident", "local resident", "none", "n/a", "na", "tbc", "-", "–")  # fmt: skip

# --- structure -----------------------------------------------------------------------------------------------------

# Headings and lead-ins by the section that they open. Matched at the start of a heading or short line.
SECTION_HEADINGS: tuple[tuple[str, str], ...] = (
    (
        "future meetings",
        r"(?:(?:dates? (?:for|of|and)|our|the) )?(?:future|next|forthcoming|upcoming|coming) (?:meetings?|events?|sessions?|gatherings?|dates?|discussions?|roundtables?|cells?)\b|dates? for (?:your|the) diar(?:y|ies)|save the dates?|diary dates?|dates to note|coming up|what's next\b|when we meet next|next time\b",
    ),
    (
        "summary",
        r"(?:a )?(?:brief |short |quick )?summary\b|key (?:points|messages|insights|takeaways|learnings?|themes|findings)$|in (?:brief|short|a nutshell|summary)$|main (?:points|messages)$|headlines?$|at a glance|takeaways|executive summary|key points? (?:from|of)",
    ),
    (
        "conclusion",
        r"(?:in )?conclusions?\b|closing (?:remarks|words|thoughts|reflections|comments|round)|to (?:conclude|close|end)$|final (?:thoughts|reflections|words|remarks)|wrapping up|in closing|summing up|checking? out|check-out",
    ),
    (
        "discussion",
        r"(?:the |general |open |group |plenary |breakout |wider )?(?:discussions?|breakouts?(?: groups?| rooms?| sessions?)?|conversation|debate|plenary|feedback|q ?(?:&|and) ?a|questions?(?: and answers?)?|questions and discussion|what we (?:discussed|heard|said|talked about|learn(?:t|ed))|what (?:people|members|others) said|points (?:raised|made|that emerged|from)|themes(?: that emerged)?|what (?:emerged|came up|came out)|key discussion points|responses|reflections|group work|table talk|in the groups|round the room|issues raised|barriers|challenges|small groups)\b",
    ),
    (
        "presentation",
        r"(?:opening |introductory |the |our |guest )?(?:presentations?|speakers?|talks?|provocations?|inputs?|keynotes?|contributions|panel|stories|opening remarks|case stud(?:y|ies))\b",
    ),
    (
        "introduction",
        r"(?:introductions?|background|context|welcome|purpose|about (?:this|the) (?:meeting|event|session|discussion|roundtable|cell)|why we met|setting the scene|opening|the question|overview|aims?|who we are|about us)\b",
    ),
    (
        "other",
        r"(?:in more detail|more detail|in full|notes? in full|full note|next steps|actions?(?: points| agreed| items)?|agreed actions|to[- ]?do(?: list)?$|housekeeping|resources|links|further reading|references|authors?|attendance|attendees|present|apologies|participants|any other business|aob|notes?)\b",
    ),
)

# What a sentence says when it opens the general discussion. Searched anywhere in a lead-in.
DISCUSSION_LEAD_INS = (
    r"\b(?:points?|themes?|ideas?|messages?|issues?|thoughts?|insights?|comments?|suggestions?|questions?|reflections?|things|conclusions|lessons|observations)\b[^.]{0,60}\b(?:emerged|arose|arising|came (?:up|out|through)|were (?:made|raised|discussed|shared|heard|noted)|made by|raised|stood out|shared|surfaced|made (?:in|during)|heard|suggested|discussed)\b",
    r"\b(?:breakouts?|break-?out (?:groups?|rooms?|sessions?)|small(?:er)? groups|plenary|tables?|pairs|general discussion|open discussion|wider discussion|group discussion|discussion that followed|conversation that followed|q ?(?:&|and) ?a)\b",
    r"\b(?:participants|members|people|attendees|those present|the group|the room|groups|everyone)\b[^.]{0,30}\b(?:made|raised|discussed|considered|suggested|shared|offered|agreed|felt|explored|reflected|identified|noted|highlighted)\b[^.]{0,60}:$",
    r"\bin (?:the )?(?:subsequent |ensuing |following |wider |general )?(?:discussion|conversation|debate|feedback)\b",
    r"\bthe (?:discussion|conversation|debate)\b[^.]{0,60}(?::$|\b(?:turned|moved|then|covered|ranged|explored|focused|opened)\b)",
    r"\bwe (?:then |also |next )?(?:discussed|considered|explored|talked about|broke into|split into|divided into|went into|moved into)\b",
    r"\b(?:discussion|conversation|meeting)\b[^.]{0,40}\b(?:included|covered|raised|concluded|agreed|produced|generated)\b[^.]{0,30}:$",
)

# What happens at a meeting, as its programme would have it: a sentence that leads to one of these tells the order of the
# day ("we began with a round of introductions"), any other what was learnt ("we began with one kettle and no keys").
_PROGRAMME = r"welcomes?|introductions?|presentations?|talks?|speakers?|speech|speeches|check-?in|rounds?|minutes|poems?|readings?|exercises?|questions?|reflections?|ice-?breakers?|silence|breakouts?|break-out groups|groups|pairs|plenary|discussions?|conversations?|provocations?|keynotes?|inputs?|panel|feedback|theme|topic|agenda|item|notices"

# Sentences that direct the reader and hold no point of their own. Searched in the sentence.
STAGE_DIRECTIONS = (
    r"^(?:here|these|below|following|listed below) (?:are|is|were)\b[^.]{0,80}\b(?:points?|themes?|ideas?|messages?|reflections?|notes?|thoughts?|highlights?|insights?|takeaways?|responses?|lessons?|things|summary|record)\b",
    r"^(?:the )?(?:key|main) (?:points?|messages?|themes?|insights?) (?:which|that|to|from|were|are)\b",
    r"^(?:first|then|next|finally|lastly|also)?,? ?we (?:first |then |also |next |finally |were |again |were also )*(?:(?:heard|hear|listened|welcomed|watched|privileged|delighted|pleased|lucky|grateful|fortunate)\b[^.]{0,40}\b(?:from|to|with|presentations?|speakers?|talks?|by|in)|(?:joined|broke|split|divided|moved)\b(?: [\w-]+){0,3} (?:into|by|on to|breakouts?|groups|pairs|discussion)|(?:met|gathered)(?: [\w-]+){0,4} (?:in|at|on|by|with|online)|(?:opened|started|began|closed|ended|turned|finished)(?: off)?(?: [\w-]+){0,3} (?:with|by|to|in) (?:[\w'-]+ ){0,5}(?:"
    + _PROGRAMME
    + r"))\b",
    r"^(?:the|our|this) (?:meeting|session|event|discussion|evening|morning|afternoon|roundtable|workshop|group|cell|day|conversation) (?:first |then |also |next |was |were |than )*(?:heard|hear|began|opened|started|considered|opened with|chaired|introduced|facilitated|led|broke|split|moved|closed|ended|attended|held|hosted|organised|convened|recorded|discussed|explored|brought|looked at|asked|took place)\b",
    r"^this (?:was|is|meeting|event|session|note|roundtable|workshop|online|discussion|gathering|summary|report|blog|post|article|piece|conversation)\b[^.]{0,60}\b(?:part of|series|brought together|second|first|third|explored|note|record|summar\w+|asked|considered|discussed|was about|looked at|complemented|shares?|written|authored|looks? at|captures?|follows?|held|attended|convened|meeting|took place|was held)\b",
    r"^(?:the|our) (?:topic|theme|subject|focus|purpose|aim|question|title|starting question) (?:for|of|this|was|on|we)\b",
    r"^our focus (?:this time|today|here|for (?:this|the|today)\b[^.]{0,40}?),? (?:is|was|were|will be)\b",
    r"^in (?:this |our |the |our |small )?(?:breakouts?|break-outs?|discussion|groups|pairs|plenary)\b.{0,200}\bwe (?:considered|discussed|explored|talked|asked)\b",
    r"\bwas (?:our|the) (?:[a-z-]+ ){0,2}(?:speaker|guest|visitor|host|chair)\b|\b(?:introduced|opened|closed|chaired|facilitated) the (?:discussion|meeting|session|event|day|evening|morning|afternoon)\.$",
    r"^(?:i am|i'm|we are|we're) (?:incredibly |very |really |so |hugely |particularly )?(?:grateful|delighted|pleased|thrilled|thankful|re-?blogging|looking forward)\b|\bmy new (?:report|book|blog)\b|^today (?:we|i) launch\b|\bwe asked (?:them|everyone|each|people) to (?:share|say|tell|name)\b|^here (?:we|i) (?:reflect|share|set out|describe)\b|\blooking forward to (?:discussing|seeing|meeting|hearing)\b|\bwe'll hear from\b",
    r"^in (?:this|our|the) (?:event|meeting|session|discussion|cell|roundtable|workshop|breakouts?)\b[^.]{0,60}\b(?:we|discussion)\b[^.]{0,30}\b(?:explored|discussed|considered|heard|looked|asked|talked|are exploring)\b",
    r"\b(?:breakouts?|breakout sessions|break-out groups|small groups|groups) (?:were|was|then|met)\b[^.]{0,40}\b(?:held|formed|discuss\w*|consider\w*|invited)\b",
    r"^we had (?:\w+ ){0,3}(?:presentations?|speakers?|talks?|contributions?|inputs?)\b",
    r"^(?:please |do |to )?(?:read|find out|learn) more\b|(?-i:Read|Find out|Learn) more\b|\b(?:read|find out|learn) more(?: about [^.]{0,80})? (?:here\b|at (?:https?:|www\.|\S+\.(?:org|com|uk)\b)|(?:on|at) (?:our|the|their) (?:web ?site|site|page|blog)\b|by (?:clicking|visiting|e-?mailing|contacting)\b)|\byou (?:can|may) (?:read|find out|learn) more about\b|^(?:please |do |to )?sign up\b|\bsign up (?:here|now|today|(?:to|for) (?:our|the) (?:newsletter|mailing|event|network|updates?|next|series|webinar|conference))\b|\bcontinue reading\b|\bread the (?:rest|full|whole)\b|\bcan be (?:found|read|downloaded|watched) (?:here|at|on)\b|\bclick here\b|(?:^|, |\bplease |\bdo |\bto )get in touch(?:[.!]|$| with (?:us|me|the (?:team|office|network))\b| if you\b| at \S+@| via\b| here\b)|\bplease (?:contact|email|e-mail|join|register|let us know|click|visit|see|note)\b|\bregister (?:here|now|at)\b|\bbook (?:here|your place|a place)\b",
    r"\b(?:note|notes|recording|record|slides|minutes|write-up|link) (?:of|from|to|for) (?:the|our|this)\b[^.]{0,60}\b(?:is|are|can be|here|attached|available)\b",
    r"\b(?:responded|replied|closed|ended|finished|concluded|read)\b[^.]{0,60}\b(?:with|by reading) (?:this|the following|a|his|her|their) poem\b",
    r"\bthe (?:next|following) (?:meeting|event|session|gathering)\b[^.]{0,40}\b(?:will|is|takes)\b",
    r"^(?:thanks(?! to (?-i:[a-z])[^,.]{2,60}, (?!and\b|for\b|who\b|whose\b|to\b)(?-i:[a-z])(?![^.]* for\b))|thank you|many thanks|with thanks)\b",
    r"^(?:apologies|present|attending|in attendance)(?:[:,.]|$| (?:were|was|from|received|for)\b)",
    r"^(?:welcome|introductions?)(?: and \w+)?[.:]?$",
    r"^(?:good (?:morning|afternoon|evening)|(?:hello|hi)(?: (?:all|everyone|everybody|there|folks|again)\b|[,!.])|dear (?:all|colleagues|friends|members|everyone)|as promised)\b|^let(?:'s| me| us) (?:begin|start|move|turn|take|hear|go)\b|^(?:transcript|minutes|notes?|record) of (?:an?|the|our)\b|^please (?:say|tell|do|reply)\b|^do (?:reply|write|tell|let me|let us)\b",
    r"\bthanked (?:everyone|everybody|all|the speakers?|him|her|them|participants)\b|\bclosed the meeting\b|\bmeeting (?:closed|ended|finished)\b|\bwelcomed (?:everyone|everybody|all|people|members|participants)\b|\bminutes of the last meeting\b",
)

# What makes a stage direction more than one: it goes on to tell what was said or found.
GOES_ON = (
    r"\b(?:heard|hear|found|learn(?:t|ed)|agreed|concluded|discovered|realised|noticed|told us|saw) (?:that|how)\b"
    r"|\band (?:we )?(?:found|discovered|realised|learn(?:t|ed)|concluded|agreed)\b"
)

# What headings and lead-ins speak of under which what is to be done stands.
TASKS = r"\b(?:next steps?|actions?|to[- ]?dos?|any other business|a\.?o\.?b|housekeeping|what(?: happens)? next|follow[- ]?ups?|matters arising|tasks)\b"

# A task that only serves the meeting and its papers, whoever is to do it: "Sam to send round the minutes". What gives a
# reason is more than that.
_ERRANDS = r"circulate|send|share|e-?mail|forward|post|upload|distribute|book|reserve|confirm|find|fix|set up|arrange|organise|schedule|print|order|type up|write up|draft|finalise|chase|save|update|check"
_PAPERS = r"slides?|minutes|recording|agenda|dates?|doodle|poll|invitations?|invites?|joining instructions|flipcharts?|attendance (?:list|sheet)|mailing list|contact details|write-?up|refreshments|catering|next (?:meeting|session)"
ERRAND = (
    r"(?:actions?: ?)?(?:(?:(?:the )?[\w'-]+(?: (?:and |& )?[A-Z][\w'-]*){0,3}) (?:to|will|agreed to|offered to|has offered to) )?(?:please )?"
    rf"(?:(?:{_ERRANDS})(?: (?:out|round|around|up|on))?(?: (?:(?:the|an?|our|these|this|any|some|all|today's) )?(?:[\w'-]+ ){{0,2}}?(?:{_PAPERS})\b"
    r"| (?:the|an?|our|these|another) (?:[\w'-]+ ){0,2}?(?:notes?|room|hall|venue|links?|presentations?|photos|papers?|zoom)\b"
    rf"| (?:(?:it|them) )?(?:with|to|round) (?:the group|every(?:one|body)|all|members|participants)\b)|(?:the )?(?:{_PAPERS})\b)"
)
ERRAND_WITH_REASON = r"\b(?:so that|so|because|who|whose|that|which|where|rather|instead|not|should|must|needs?|unless|whether|how|why)\b|\?$"

# Lines that are furniture of a web page or an e-mail, not words of the note. The whole line matches.
DEBRIS = (
    r"read (?:more|on|full (?:post|article|story))(?: ?[»›→>.…]*)?",
    r"(?:tweet|share|email|e-mail|print|pin|like|follow|post|save)(?: about)? (?:this|us|on|via|it)\b.{0,100}",
    r"(?:share|tweet|facebook|twitter|linkedin|whatsapp|email|e-mail|print|instagram|bluesky|mastodon)(?: ?[,|/·•]? ?(?:share|tweet|on|this|facebook|twitter|linkedin|whatsapp|email|e-mail|print|instagram|bluesky|mastodon))*",
    r"\S+\.(?:png|jpe?g|gif|svg|webp|pdf|docx?|pptx?|bmp|tiff?)",
    r"logo[-_ ]\S+|\S+[-_]logo",
    r"(?:image|photo|picture|figure|img|video|logo)(?: ?(?:credit|courtesy|by|of|\d+)\b.{0,80}|:.{0,80})?",
    r"!?\[[^\]]{0,100}\]\([^)]{0,300}\)",
    r"(?:leave|post|add) a (?:comment|reply)|(?:\d+|no) (?:comments?|likes?|shares?)|comments? (?:are )?(?:closed|off|\(\d+\))",
    r"posted (?:on|in|by)\b.{0,80}|filed under\b.{0,80}|tags?:.{0,200}|categor(?:y|ies):.{0,200}",
    r"(?:previous|next|older|newer)(?: (?:post|article|page|entry|posts|entries))?(?: ?[»›→«‹←]+)?|[»›→«‹←]+ ?(?:previous|next|older|newer|back).{0,60}",
    r"(?:skip to (?:the )?(?:main )?content|skip to main|menu|search|home|subscribe|log ?in|cookie (?:policy|settings)|privacy policy|back to top|all rights reserved.{0,80}|©.{0,100}|related (?:posts|articles)|you (?:may|might) also like.{0,40})",
    r"(?:home|about(?: us)?|our work|news|blog|events|what we do|who we are)(?: ?[|·•>/] ?[\w' -]{2,24}){2,9}",
    r"https?://\S+|www\.\S+",
    r"page \d+(?: of \d+)?",
    # what an editor has still to fill in: "[add link – the report, when live]"
    r"\[(?:(?:please|to) )?(?:add|insert|include|put|link|links|image|photo|picture|video|logo|caption|tbc|tba|to come|placeholder|to do|todo|check)\b[^\[\]]{0,200}\][.,;]?",
    r"<!--.{0,200}-->|</?[a-z][^>]{0,200}>",
    r"-{2,}\s*(?:forwarded|original) message\s*-{2,}",
)

# The lines above an e-mail: they are furniture, but for its subject, which is the title.
MAIL_HEADERS = ("from", "to", "cc", "bcc", "sent", "date", "reply-to", "attachments", "importance")
MAIL_SUBJECT = r"(?:subject|re|fwd?|fw): "

# The line above the name of who signs.
VALEDICTION = (
    r"(?:with )?(?:(?:all|very|my|our|every|much|many|the|best|good|kind(?:est)?|warm(?:est)?) )*(?:(?:wishes|regards|thanks|love|best|warmly|sincerely|cheers|yours(?: \w+)?|in solidarity"
    r"|take care|speak soon|see you(?: \w+){0,3}|until (?:then|next time)),?|(?:wishes|regards|thanks|love|yours)\b[^.:;?]{0,50},)"
)

# Lines of a signature by which to reach who signs, and those that programs and companies put below.
CONTACT_LINE = r"\S@\S|\bwww\.|https?://|(?<!\d)(?:\+44|\(?0\d)[\d ()-]{7,}|^(?:t|m|e|w|tel|mob(?:ile)?|phone|e-?mail|web(?:site)?|twitter|linkedin)\b ?[:.]"
SMALL_PRINT = r"\bconfidential\b|\bintended (?:only|solely)\b|\bregistered (?:charity|company|office|in england|in scotland)\b|\bcharity (?:registered|number|no)\b|\bsent from my\b|\bbefore printing\b|\bviews expressed\b"

# A line that ends one item of a feed.
FEED_ENDS = (r"read (?:more|on|full (?:post|article|story))(?: ?[»›→>.…]*)?", r"continue reading(?: ?[»›→>.…]*)?")

# What the last words of a post often say; a heading after them opens a new document.
CLOSING_LINES = (
    r"\bread (?:more|the rest|on|the full|the whole)\b",
    r"\bcontinue reading\b",
    r"\bsign up\b",
    r"\b(?:can|you'll|will) (?:be )?(?:find|found|read|see|download)\b.{0,100}\bhere\b",
    r"\bread more about\b",
    r"\b(?:download|see|view|visit|watch|explore|access|register)\b.{0,80}\b(?:here|report|website|page|recording)\b",
    r"\b(?:is|are) (?:outlined|described|available|set out|published|explored) in\b.{0,120}\b(?:report|guide|publication|case stud|blog|paper|book|toolkit)",
    r"\bcomplemented by\b",
    r"\bhere\.?$",
    r"\S@\S+\.\S",
    r"\b(?:newsletter|mailing list|subscribe|follow us|get in touch|contact us|join us)\b",
    r"\bis (?:the )?(?:author|director|ceo|chief executive|chair|convenor|researcher)\b.{0,80}\.$",
)

# How a post begins when it speaks of itself.
OPENING_LINES = (
    r"^(?:this|the following|in this) (?:was|is|blog|post|article|piece|event|meeting|note|roundtable|session|online|discussion|workshop|gathering|report|guest|report)\b",
    r"^(?:today|yesterday|last (?:week|month|year|night)|recently|earlier this|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|over the (?:last|past))\b",
    r"^(?:we|i) (?:recently|have|had|were|am|was|met|gathered|hosted|held)\b|^i'(?:m|ve)\b|^we'(?:ve|re)\b|^my\b|^as in\b",
    r"^the (?:topic|theme|meeting|discussion|event|session|question)\b",
    r"^(?:in|at) (?:our|the|this) (?:latest|last|first|second|third|most recent|recent)\b",
    r"\b(?:blog|my new report|re-?blogging)\b",
)

# Words of a plain sub-heading, which opens no new document.
SUBHEADINGS = (
    "next steps",
    "authors",
    "author",
    "background",
    "context",
    "introduction",
    "conclusion",
    "conclusions",
    "summary",
    "discussion",
    "presentations",
    "future meetings",
    "in more detail",
    "notes",
    "references",
    "resources",
    "actions",
    "questions",
    "comments",
    "about",
    "contact",
    "further reading",
    "acknowledgements",
    "key points",
    "findings",
    "recommendations",
    "appendix",
    "what next",
    "what next?",
)

# --- names --------------------------------------------------------------------------------------------------------

DAYS_AND_MONTHS = frozenset(
    (
        "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday "
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun"
    ).split()
)

# Words that begin a sentence or clause with a capital and belong to no name.
FUNCTION_WORDS = DAYS_AND_MONTHS | frozenset(
    (
        "a about above across actually after afterwards again against ago all almost alongside already also although always am among an "
        "and another any anyone anything apart are around as asked at away because been before being below besides "
        "between beyond both but by can case cases cannot could dear despite did do does doing don't done down during each either "
        "else elsewhere equally especially essentially etc even ever every everybody everyone everything example examples except few finally first "
        "firstly following for former formerly from further furthermore generally given good had has have having "
        "he hello hence her here here's hers herself hi him himself his hopefully how however i i'd i'll i'm i've if imagine importantly "
        "in including indeed initially inside instead into inevitably interestingly is isn't it it's its itself joined just "
        "last lastly later less let let's like likewise listening many maybe me meanwhile meeting might more moreover most mostly much must my "
        "myself near nearly neither never nevertheless next no nobody none nonetheless nor not note nothing now nowadays nowhere obviously "
        "of off often on once one only onto or other others otherwise our ours out outside over overall own perhaps please "
        "possibly present previously probably quite rather read really recently regarding responding said same says second secondly see several she "
        "should similarly since so some somebody someone something sometimes soon speaking still such than thank thanks that that's the "
        "their theirs them themselves then there there's therefore these they they're third thirdly this those though through throughout thus "
        "to today together tomorrow tonight too toward towards traditionally typically ultimately under unfortunately unless unlike until up upon us use usually "
        "very via was we we'd we'll we're we've welcome well were what what's whatever when whenever where whereas wherever whether "
        "which while who who's whoever whom whose why will with within without would yes yesterday yet you you'll you're "
        "you've your yours yourself inviting introducing introduced hosted chaired facilitated led opening closing working building using "
        "asking drawing bringing taking making getting creating sharing speakers speaker apologies attendees participants "
        "question answer q questions answers action actions owner agenda item minutes notes date time venue place location title "
        "tel email phone continuing lots plenty five six seven eight nine ten two three four half "
        "spring summer autumn winter christmas easter ramadan diwali eid"
    ).split()
)

# Words that make a capitalised run an organisation.
ORGANISATION_WORDS = frozenset(
    (
        "academy advice agency alliance almanac arts assembly association associates authority bank board borough broadcasting bureau cafe café campaign centre "
        "center chamber charity church cic circle club coalition co-op co-operative cooperative collective college commission committee community-interest "
        "company confederation congress connections consortium consultancy cooperation corporation corps council councils court "
        "department dept diocese directorate doctors enterprise enterprises exchange "
        "executive federation fellowship festival forum foundation foundations fund gallery government group guild healthwatch "
        "homes hospice hospital hospitals house housing hub inc industries infirmary initiative innovation institute institution "
        "institutes judiciary kitchen laboratory labs lab league library limited llp lse ltd ministry mission mosque movement mutual museum network "
        "networks nhs office ombudsman organisation orchestra parish parliament parliamentary partners partnership partnerships "
        "plc police practice press programme project projects radio regulator rovers school schools secretariat service services settlement "
        "shed shelter society solutions studio studios surgery synagogue taskforce team temple theatre trust trusts tribunal union united universities university "
        "ventures village volunteers workshop world works yorkshire-forum youth-club cathedral credit-union treasury cabinet senedd "
        "senate observatory archive district system archives conservatoire nursery"
    ).split()
)

# Of these, the ones that also end names of things that are no organisation, so that they need a second sign.
WEAK_ORGANISATION_WORDS = frozenset(
    "arts bank board campaign circle commission community court executive exchange festival group house housing innovation initiative kitchen library practice programme "
    "project projects service services team theatre village volunteers workshop world works movement homes united mission fund office press district system parliament company enterprise".split()
)

# Words that say of an apposition or predicate that its subject is an organisation.
ORGANISATION_NOUNS = (
    "agency alliance association authority bank body branch brewery business café cafe centre chain charity church club coalition collective college community-business "
    "company consortium consultancy cooperative co-operative council enterprise federation firm forum foundation fund funder group "
    "hospice hospital initiative institute library manufacturer mosque movement museum ngo network newspaper non-profit organisation organization orchestra partnership "
    "pub publisher regulator retailer school shop society start-up startup supermarket think-tank thinktank trade-union trust union university"
).split()

# What an organisation does: a capitalised subject of one of these is one, unless it is a person.
ORGANISATION_VERBS = (
    "hosted employs employed funds funded commissions commissioned delivers operates merged launched recruited believes"
).split()

# Capitals that are no organisation.
ACRONYMS_NOT_ORGANISATIONS = frozenset(
    (
        "A AGM AI AIDS AM AOB ASAP BA BAME BME BSL BSc CAMHS CBE CEO CEOs CFO CFOs CIC CIO COO COVID CPD CSR CTO CV CVS DIY DNA EDI EU ESOL FAQ FE FTE FTSE GCSE GDP GP GPs GMT BST HE HIV HR ICB ICS ICSs ICBs ID "
        "INT INTs IQ IT KC KPI KPIs LGBT LGBTQ LGBTQIA LLB LTD MA MBA MBE MD MEP MH ML MP MPs MS MSP NB NED NEETS NEET NGO NGOs OBE OK PA PCN PCNs PDF PE PHD PLC PM PR PS Q QA QC Q&A R&D RSVP SEND SME SMEs "
        "TBC TBA TV UC UK US USA USP VAT VCFSE VCFSEs VCS VCSE VCSEs VIP VS WC ABCD BC AD II III IV VI VII VIII IX XI XII LEP SWOT TED CBT ADHD ASD PTSD PIP ESA JSA DWPs EHCP OT MDT A&E ICU SMART RAG FOI POV CRM API HTML URL WWW NE NW SE SW N E W S I O X Y Z THE AND OF FOR IN ON AT TO BY WITH FROM WE OUR IS ARE NOT NO ALL NEW"
    ).split()
)

# Household names without any word that would tell what they are; written as they are.
KNOWN_ORGANISATIONS = frozenset(
    (
        "Amazon|Amnesty|Arriva|Asda|Aviva|BBC|BT|Barclays|Barnardo's|Barnardos|Boots|CQC|Carnegie UK|Co-op|Citizens Advice|Crisis|DWP|DHSC|DCMS|DEFRA|Demos|Deloitte|Emmaus|Facebook|"
        "Google|Greenpeace|Greggs|HSBC|HMRC|IKEA|IPPR|Iceland Foods|John Lewis|KPMG|LGA|Lidl|Lloyds|Locality|MIND|Marks & Spencer|Mencap|Microsoft|Mind|Morrisons|NACVA|NAVCA|NCVO|NESTA|NHS|NHS England|"
        "NHS Confederation|NICE|Nationwide|Natwest|Nesta|Netflix|New Economics Foundation|New Philanthropy Capital|NPC|OECD|Ofcom|Ofgem|Ofsted|Oxfam|PHE|Public Health England|"
        "Power to Change|RNIB|RNLI|RSA|RSPB|RSPCA|Relate|Sainsbury's|Samaritans|Save the Children|Scope|Sense|Shell|Sport England|St John Ambulance|Tesco|Timpson|Turn2us|UNICEF|Unesco|UNESCO|Unilever|Unison|UNISON|"
        "Waitrose|WHO|WWF|YMCA|YWCA|Acevo|ACEVO|Age UK|Comic Relief|Big Issue|Groundwork|UnLtd|Young Minds|YoungMinds|Women's Aid|Friends of the Earth|Citizens UK|Refuge|Centrepoint|St Mungo's|Macmillan|Marie Curie|Stonewall|Liberty|Sustrans|Rethink|Turning Point|Nacro|Catch22|"
        "Cafod|CAFOD|Tearfund|Christian Aid|Islamic Relief|WaterAid|Healthwatch|Arts Council England|Natural England|Big Local|Local Trust|Lankelly Chase|Joseph Rowntree Foundation|JRF|Toynbee Hall|King's Fund|The King's Fund|Department of Health|Home Office|Labour|Conservatives|Liberal Democrats|GMB|TUC|CBI|NUS|NUT|RCN|BMA|RCGP|UKRI|ESRC|AHRC|UCL|LSE|MoJ|MOJ|NCA|IOPC|EHRC|ONS|NAO|SCIE|ADASS|SOLACE|NALC|ACRE|DSC|FSI|ACF|Co-operatives UK|Plunkett UK"
    ).split("|")
)

# Words with which names of places and schemes end: no person, no organisation.
PLACE_WORDS = frozenset(
    (
        "act acts avenue award awards bay beach bill bridge bypass city common county cross day docks east east-end england estate ethiopia europe fair farm field fields garden gardens green hall heath high hill hills "
        "island islands isle kingdom lake lane lido line london manchester market moor north park pier place plan point quarter report review river road scheme square south street strategy "
        "station summit tower town valley st wales way week west wharf woods year scotland ireland britain india africa america americas asia australia yorkshire lancashire cumbria cornwall devon kent essex sussex norfolk suffolk "
        "birmingham leeds liverpool sheffield bristol newcastle nottingham leicester coventry bradford cardiff swansea glasgow edinburgh belfast dublin oxford cambridge brighton plymouth hackney newham lewisham southwark lambeth "
        "camden islington haringey barnet brent ealing croydon merton sutton bromley greenwich redbridge hounslow harrow hillingdon middlesex surrey hampshire dorset somerset wiltshire gloucestershire worcestershire warwickshire "
        "shropshire cheshire derbyshire nottinghamshire lincolnshire leicestershire staffordshire northumberland durham cleveland teesside tyneside merseyside humberside midlands eastern western northern southern model conference "
        "covid pandemic brexit christian muslim jewish hindu sikh black asian african caribbean european british english welsh scottish irish american indian pakistani bangladeshi somali"
        " language theory framework charter principles values code standard index programme-board manifesto pathway toolkit festival prize journal magazine podcast blog newsletter twitter zoom teams facetime"
    ).split()
)

# Words that stand inside names, lower case.
NAME_PARTICLES = frozenset(
    "de da di del della dos du van von der den bin ibn bint al el la le ap ab ferch verch y ter ten af av zu".split()
)

# Words that a surname begins with, lower case; those with capitals of their own among them.
SURNAME_BEGINNINGS = NAME_PARTICLES | frozenset("ní ni nic mac mc ó o ua uí ui uy mag st".split())

# Words that stand inside names of organisations, lower case.
ORGANISATION_PARTICLES = frozenset("of and for the in on at to upon with by de".split())

# Given names common in Britain, of every background there; they only add weight to other signs. Gathered by hand from
# registers of common first names (England and Wales, Scotland, Ireland; South Asian, African, Caribbean, Arab,
# East Asian and European communities). Names that are also everyday words are kept apart below.
GIVEN_NAMES = frozenset(
    (
        "aaliyah aaron abbas abdi abdul abdullah abdulrahman abena abigail abimbola abiola abraham abu ada adam adama adaeze adanna adebayo adeel adekunle adele adeola adesola adil aditi aditya adnan adrian adrienne aduke afia afsana "
        "afua agatha agnes agnieszka ahmad ahmed aidan aiden aileen ailsa aimee aine aisha aishah aisling aiysha ajay ajit akash akeem akosua akua alan alana alasdair alastair albert alec aled alejandro alessandra alex alexa alexander alexandra alexis alf "
        "alfie alfred ali alia alice alicia alina alisdair alison alistair aliya aliyah allan allen allison alma alun alwyn alyson ama amal amalia aman amanda amandeep amar amara amarjit amber amelia amie amina aminah aminata amir amira amit amita amjad amna "
        "amrit amrita amy ana anand anastasia andre andrea andreas andrei andrew andy aneesa aneurin angela angelica angelina angharad angus anika anil anila anita anjali anjum ann anna annabel annabelle anne annette annie annika anouk anthea anthony antoine antoinette "
        "anton antonia antonio anu anup anuradha anwar anwen aoife april aqsa arabella archie aria ariana arif arjun arnold aroha arron arshad arthur arun aruna arvind arvinda arwel arwen asha ashley ashok ashraf asif asim asma asmaa astrid atif atul audrey augusta aurelia austin ava avril "
        "awa ayaan ayan ayesha ayisha aylin ayo ayodele azadeh aziz azra babatunde babs bahar bakari balbir baljit balraj balwinder barbara barney barry bartholomew basil beatrice beatrix becca becky belinda ben benedict benedicta benjamin benji bernadette bernard bernice bernie bert berta bertha beryl "
        "bess beth bethan bethany bettina betty beverley beverly bhavna bhavesh bianca bibi bilal bill billie billy bina bindu binta bisi blessing bob bobbie bobby bogdan bola boris brad bradley brandon branwen breda brenda brendan bret brett brian bridget brigid bridie brigitte bronagh bronwen bruce bruno bryan bryn bryony burak "
        "byron caitlin caitriona callum calum calvin cameron camilla candice cara caradog carina carl carla carlos carlotta carly carmel carmen carol carole carolina caroline carolyn carrie carwyn caryl carys cassandra cassie caspar catalina cate caterina cath catherine cathal cathy catriona catrin cecil cecilia celeste celia celine cerys ceri chandra chandni chanel "
        "chantal chantelle charis charity charlene charles charley charlie charlotte chelsea cheng cherie cheryl chiamaka chibuzo chidi chidinma chima chinedu chinonso chinwe chioma chloe chris chrissie christa christabel christian christiana christie christina christine christophe christopher chukwuemeka chun cian ciara ciaran cillian claire clara clare clarissa "
        "claude claudette claudia claudine clementine cleo cliff clifford clint clive clodagh colette colin colleen colm conall connie connor conor conrad constance cora coral coralie cordelia corey corinna corinne cormac cornelia cornelius courtney craig cressida cristina crispin curtis cynthia cyril dafydd dagmar daisy dale dalia damian damien damilola damon dan dana "
        "daniel daniela daniele daniella danielle danny daphne dara daren daria darius darnell darren darshan dave david davina dawn deanna deb debbie debby debora deborah debra declan deepa deepak deepika deirdre delia delilah delroy delyth demelza demi denis denise dennis denny denzil derek dermot derrick des desiree desmond desta devi devon dewi diana diane dianne dick dieter dilip "
        "dilys dimitri dimitra dina dinah dinesh dino dionne dipa dipak dipali dipti dirk divya dmitri dolores dominic dominik dominique don donal donald donna donovan dora doreen doris dorian dorota dorothea dorothy dot dougal doug douglas drew duncan dylan dympna eamon eamonn earl ebele ebenezer ebony ed eddie edgar edith edmund edna edward edwin edwina efua egle eileen eilidh eilish eilis eimear "
        "eirlys ekaterina elaina elaine eleanor eleanora elena eleni eleri elfed eli elias elijah elin elina elinor eliot elisa elisabeth elise elizabeth ella elle ellen ellie elliot elliott ellis eloise elsa elsie elspeth elton eluned elwyn emeka emer emil emilia emilie emily emlyn emma emmanuel emmanuella emmeline emrys emyr enid enoch enrico enrique ephraim eric erica erik erika erin ernest eryl esi esme "
        "esmeralda esra esther estelle etta eugene eugenia eugenie eunice eva evan evangeline eve evelyn ewa ewan ezekiel ezra fabian fadi fadumo faheem fahim faisal faiza faizal fareed farah farhan farhana farida fariha farooq farrah farzana fatima fatimah fatma fatou fatoumata fawzia fay faye federica feisal felicity felix femi ferdinand fergal fergus fern fernanda fernando fidel filip "
        "filomena finbar findlay fiona finlay finn fionnuala firoz flavia fleur flo flora florence folake folasade fran frances francesca francesco francine francis francois frank frankie fraser fred freda freddie frederick freya frieda funke funmi funmilayo gabby gabriel gabriela gabriella gabrielle gail gareth garfield garry gary gaurav gavin gayle gaynor gearoid geeta gemma gene genevieve geoff geoffrey "
        "george georgia georgie georgina geraint gerald geraldine gerard gerry gethin ghazala gideon gifty gilbert giles gill gillian gina ginny giorgio giovanna giovanni gita giulia gladys glen glenda glenn glenys gloria glyn glynis godfrey gordon graeme graham grainne grant greg gregor gregory greta gretel griff gruffydd guillaume gulnaz gul gurdeep gurmeet gurpreet gus gustav guy gwen gwenda gwendolen gwendoline gwenllian gwilym gwyn "
        "gwyneth gwynne habib habiba hadiza hafsa hafiz haider hajra hakim hal hala halima halina hamid hamish hamza hana hanan hania hanif hanna hannah hans hardeep hari harinder harish harjit harmony haroon harold harpreet harriet harrison harry harsha haruna harun hashim hasan hassan hattie hayley hazel heather hector heidi heike helen helena helga helene henrietta henrik henry herbert hermione hetal hetty hilary hilda hina hira hiroshi hiten hollie holly "
        "howard hubert huda hugh hugo huma humaira humphrey huw hyacinth hywel iain ian ibironke ibrahim ida idris iestyn ieuan ifan ifeanyi ifeoma ifor ignatius igor ike ikram ila ilana ilona iman imani imelda imogen imran ina inaya indira indra ines ingrid inigo ioan iolo iona ipek iqbal ira irena irene irfan irina iris irving isaac isabel isabella isabelle isaiah isatou ishaan ishbel isla islwyn ismail ismat isobel israr ita ivan ivana ivor ivy iwan izzy jabeen "
        "jacinta jack jackie jackson jaclyn jacob jacqueline jacqui jade jaime jake jakub jamal jameela james jamie jamila jan jana jane janet janette janice janine jared jarek jasbir jasmin jasmine jason jaspal jaswinder javed javier jawad jay jaya jayanti jayne jayshree jazz jean jeanette jeanne jeannette jed jeff jeffrey jehan jemima jemma jen jenna jennie jennifer jenny jeremiah jeremy jermaine jerome jerry jesse jessica jessie jessy jethro jia jibril jide jill jim jimmy jin jing jitendra jo joan "
        "joana joann joanna joanne joao joaquin jocelyn jodie jody joe joel johan johann johanna john johnny jolene jon jonah jonas jonathan jonny jordan jorge jose josef joseph josephine josh joshua josiah josie jowan joyce juan juanita jude judith judy juha jules julia julian juliana julie julien juliet juliette julius jumoke june junaid jurgen justin justine justyna jyoti kabir kadeem kadiatou kai kaitlyn kalpana kamal kamala kamila kamran kamaljit kanika karan karen kareem kareena karim karin karina karl "
        "karla karolina karuna kasia kashif kasim kate katarina katarzyna katerina kath katharine katherine kathleen kathryn kathy katia katie katja katrina katy kavita kay kaya kayode kayleigh keeley keir keiran keisha keith kelechi kelly kelsey kelvin kemi kemal ken kendra kenneth kenny kenya kenza kerenza kerri kerry kerstin kevin keziah khadija khadijah khaled khalid khalil khawar khurram kiera kieran kieron kike kim kimberley kimberly kiran kirsten kirsteen kirstie kirsty kishan kishore kit kitty klara klaus kofi kojo konrad "
        "kris krishna krishnan kristen kristin kristina kristof krystyna krzysztof kulbir kuldeep kulvinder kulwinder kumar kunal kunle kurt kwabena kwaku kwame kwasi kwesi kyle kylie kyra lachlan laila lakshmi lalita lamin lana lance lara larisa larissa larry lars lata latifa latoya laura lauraine laurel lauren laurence laurie lavinia lawrence layla lea leah leanne leanna lee leela leena leigh leila leilani leland lena lenka lennox lenny leo leon leona leonard leonie leonora leroy les lesley leslie leticia levi lewis leyla li lian liam libby lidia "
        "lila lilian liliana lilla lillian lilly lily lin lina linda lindsay lindsey ling linus lionel lisa lise lisbeth liz liza lizzie llew llewelyn llinos lloyd lois lola lorcan loretta lorelei lorenzo loraine lorna lorraine lottie lou louis louisa louise lowri luca lucia lucian luciana lucie lucien lucille lucinda lucy luigi luis luisa lukas lukasz luke lulu luqman lydia lyn lynda lynette lynn lynne lynsey mabel maciej madeleine madeline madge madhu madhuri mae maeve magda magdalena maggie magnus mahesh mahmood mahmoud mahmud mai maia mair mairead mairi maisie majid makena malachi malachy malala malcolm malgorzata "
        "malik malika mamta mandeep mandy manfred manish manisha manjit manjula manjinder manoj mansoor manuel manuela mara marc marcel marcella marcia marco marcus margaret margarita margery margo margot marguerite maria mariah mariam mariama marian mariana marianne marie marie-claire mariel marietta marilyn marina mario marion maris marisa marissa marius marjorie markus marlene marlon marsha marta martha martin martina martine martyn marvin mary maryam maryann maryanne marzena mason mateusz mathew mathilda matilda matt matteo matthew matthias maud maura maureen maurice mavis max maxim maxime maxine maxwell maya mayank mayowa mazhar mbali meena meera megan megha mehmet mehreen mehul mei mel melanie melinda "
        "melissa melody melvin melvyn memoona mena merav mercedes meredith meriel merlin merryn mervyn meryl meurig mia michael michaela michal micheal michel michele michelle miguel mihaela mihai mike mikel mikhail mila milan mildred milena miles millicent millie milo mimi mina mira miranda miriam mirza misbah mitchell mo moazzam mohamed mohammad mohammed mohamud mohan mohit mohsin moira moiz moli mollie molly mona monica monika monique morag moses morgan morgana moriah morris morven morwenna mostafa moya muhammad muhammed mukesh mumtaz muna munira munir muriel murdo murray musa mustafa mustapha myfanwy myles myra myriam nabeel nabil nabila nadeem nadia nadine nadir nadira nafisa naheed nahid naima naina najma nana nancy "
        "nandini nandita nanette naomi narinder naseem nasima nasir nasra nasreen nasrin natalia natalie natasha nathan nathaniel naveed navdeep navin navjot nayan nazia nazir nazish nazma ned neda nee neelam neena neeta neha neil nell nellie nelly nelson nerys nessa nesta neve neville niall niamh nic nicholas nick nicki nicky nico nicola nicolas nicole nicoletta nicolette nida nigel nighat nihal nikhil niki nikita nikki nikolai nikos nilesh nilufar nimisha nimra nina niraj nisha nishat nita nitin nkechi nneka noah noel noelle noor noora nora norah noreen norma norman nuala nuno nura nuria nusrat nyasha oberon obinna octavia odette odhran ogechi oksana oladele olamide olga olive oliver olivia olivier olu olufemi oluwaseun olwen olwyn omar omolara "
        "onyeka oona oonagh orla orlagh orlaith oscar osian osman oswald ottilie otto owain owen oyin ozan pablo paddy padma padraig paige pam pamela pandora paola paolo parisa parminder parul parveen parvin pat patience patricia patrice patrick patrycja patsy patti paul paula paulette paulina pauline pavel pavan pav pawel pedro peggy penelope penny perdita perpetua percy pete peter petra petros phil philip philippa phillip philomena phoebe phyllida phyllis pia piers pieter pilar piotr pippa pooja poonam prakash pranav prashant praveen preeti prem preston pritesh priti priya priyanka prudence puja punam purnima qasim quentin quincy rab rabia rachael racheal rachel rachida radha radhika rafael rafal rafiq raheel raheem rahel rahila rahim rahul raj raja rajan rajesh "
        "rajinder rajiv rajni raju rakesh ralph ram rama ramesh rami ramla ramon ramona rana randa rani ranjit ranjna raquel rashid rashida rashmi raul ravi ravinder ray raymond raza razia reba rebecca rebekah reece reena reg regina reginald rehana rehman reinhard reiss rekha remi rena renata rene renee renuka reshma reuben rex reza rhian rhiannon rhoda rhodri rhona rhonda rhydian rhys ria ricardo riccardo richa richard richie rick rickie ricky rikki rina rishi rita ritesh ritu riya riyad riz rizwan rizwana rob robbie robert roberta roberto robin robina robyn rocio rod roddy roderick rodger rodney rodrigo roger rohan rohit rohini roisin roland rolf roma roman romana romeo romy ron ronald ronan ronke ronnie rory ros rosa rosaleen rosalind rosalie rosamund rosanna "
        "roseanne rosemary rosetta rosheen rosie roslyn ross rowan rowena roxana roxanne roy royston rozina ruaridh ruben rubina ruby rudi rudolf rudy rufus rui rukhsana rupa rupal rupert rupinder russell rute ruth ruwan ryan saad sabah sabeena sabina sabine sabiha sabrina sacha sachin sadaf sade sadia sadie sadiq saeed safa safia safiya safiyah sahar sahil sahra said saima sairah saira sakina salah saleem saleh salim salima sally salma salman salome sam samantha samara sameena sameer samia samina samir samira sammy samson samuel samuele sana sanaa sandeep sandie sandra sandy sangeeta sangita sania sanjay sanjeev sanjida sanna santiago santosh saoirse sapna sara sarah sarita saroj sarwat sascha sasha saskia satnam satvinder satya saul savita savitri scarlett scott seamus sean "
        "seb sebastian seema sefton seher sejal selena selina selma selwyn sema senait serena serge sergei sergio seth seun seyi shabana shabir shabnam shafiq shagufta shah shaheen shaheena shahid shahida shahnaz shahzad shaista shakeel shakila shalini shamim shamima shamsa shan shana shane shani shanice shannon shanta shanthi shantelle shari sharif sharifa sharmila sharon shashi shaun shauna shawn shazia sheela sheena sheetal sheila shefali shelagh shelley shelly sherene sheri sherry sheryl shikha shilpa shiraz shireen shirin shirley shiv shivani shobha shobna shona shreya shruti shyam shyamala sian sibongile sibusiso sid siddharth sidney sidra siegfried sienna sigrid silas silvia simeon simi simon simona simone simran sina sinead siobhan sioned sion siraj sita siti sive skye sobia sofia solomon "
        "sonal sonali sonia sonja sonya sophia sophie soraya sorcha soren spencer sridhar srinivas stacey stacy stan stanley stefan stefania stefanie steffan stella steph stephan stephanie stephen sterling steve steven stevie stewart stuart subhash sudha sue sufia suhail sujata sukhdeep sukhdev sukhi sukhjit sukhvinder sukhwinder sulaiman suleiman sultana suman sumaira sumaiya sumita sumitra sundeep sunil sunita suraj surinder surjit susan susana susanna susannah susanne sushila susie suzanna suzanne suzie swati sybil syed sylvester sylvia sylvie tabassum tabitha tadeusz tahir tahira tahmina taiwo talia tamara tamika tamsin tamzin tania tanika tanisha tanveer tanvi tanya tara tarak taranjit tariq tarun tasha tasmin tasneem tatiana tayo taz ted tegan temi temitope terence teresa teri terrence terri "
        "terry tess tessa thabo thandi thandiwe thelma theo theodora theodore theodosia theresa therese thierry thomas thomasina tia tiago tiana tiernan tiffany tilda tilly tim timothy tina titilayo tobi tobias toby todd tola tolu tom tomas tomasz tommy toni tony topaz torquil torsten toyah toyin tracey tracy travis trefor trevor tricia trina trish trisha tristan tristram trudi trudy tudor tuan tunde tyler tyrone uche udo ugo ugochi ulrich ulrike uma umar umair una unity ursula usha usman uzma uzoma vaishali valentina valerie valery van vandana vanessa vani varsha vasant vaughan veena venetia vera verity verna vernon veronica veronika vicki vickie vicky victor victoria vidya vijay vikas vikki vikram vimal vince vincent vinay vineet vinod viola violet violeta viraj virginia "
        "vishal vivek vivian vivien vivienne vladimir wafa wahid wajid waleed walid walter wambui wanda wangari waqar waqas warren waseem wayne wei wendy wes wesley wilf wilfred wilhelm will willemijn william willow wilma wilson winifred winnie winston wojciech wole wyn wynne xanthe xavier xiao xin yaa yaw yaqub yash yasmeen yasmin yasmine yasser yassin yemi yetunde yi ying yinka yolanda yosef youssef yousuf yusra yusuf yvette yvonne zac zach zachary zack zafar zahid zahida zahir zahra zaid zain zaina zainab zak zakariya zaki zakir zakia zandra zane zara zarah zareen zeenat zeinab zelda zena zeynep zeshan zhang zia zillah zina zoe zofia zohra zola zoya zsofia zubair zubeda zuleika zulfiqar zulekha zuzanna"
    ).split()
)

# Given names that are everyday words, months or places too, so that alone they prove little.
GIVEN_NAMES_DOUBTFUL = frozenset(
    (
        "april art august autumn bill blessing carol charity china christian clement comfort constance coral crystal dale daisy dawn dean devon destiny earnest earl eden faith favour fern forest frank gale gay glen glory grace gift grant guy harmony "
        "hazel heath heather holly honor honour hope iris ivy jack jade jasmine jean jersey jewel jordan joy june kenya kerry lance laurel lee liberty lily london lotus love major mark marina mary-gold max may melody mercy merit miles "
        "miracle misty ned olive page paris patience pearl penny peace pepper poppy precious price prince prudence ray reading rich river rob robin rod rose rowan royal ruby rusty said sandy saxon serenity sharif skye sky sterling sunday sunny temperance thanks "
        "trinity truth unity van verity victor victoria viola violet virginia wade ward warren wendy-house will willow winter wren young"
    ).split()
)

# --- sentences ----------------------------------------------------------------------------------------------------

# What takes a full stop without ending the sentence.
ABBREVIATIONS = frozenset(
    "e.g i.e eg ie dr mr mrs ms mx prof rev revd st vs v cf no nos vol cllr hon rt sgt lt col gen capt jr sr approx est dept ext fig ed eds pp esp incl inc ltd co a.m p.m c ca al".split()
)

# What a line that ends in a colon says where a list of points follows it.
POINTS_FOLLOW = (
    r"\b(?:points?|themes?|ideas?|messages?|questions?|issues?|thoughts?|insights?|comments?|suggestions?|reflections?|things|conclusions?|lessons?|observations?|recommendations?|actions?|findings|takeaways?|priorities|principles|challenges|barriers|enablers|ways|steps|examples|factors|areas|reasons|responses|learning)\b[^.]{0,120}:",
    r"\b(?:the following|as follows|these|including|such as|we heard|we learn(?:t|ed)|was said|were that|was that|said that|felt that|agreed that|agreed to)\b[^.]{0,60}:",
    r"\?[\"']?:?$",
)

# --- points -------------------------------------------------------------------------------------------------------

# Verbs with which an instruction begins ("Put the caretaker first").
IMPERATIVES = (
    "accept add admit agree allow appoint ask assume avoid be beware begin bid break bring build buy call check choose collect come connect consider count create cut decide develop do don't employ encourage end ensure expect explain feed fight fill find fix focus follow forget get give go have help hire hold invest invite join keep learn leave lend let listen look make measure meet move name open pay protect prove publish put raise reach read recognise remember remove repeat replace resist ring say see seek sell send set sit slow spend start stay stick stop take teach tell thank think train treat try turn wait widen write"
).split()

# …and those that are nouns too: an instruction only before one of the words below.
IMPERATIVES_OR_NOUNS = "act book change design fund map notice offer own phone plan pool price report respect reward run share show stand support talk test trust use value visit walk watch work".split()
AFTER_IMPERATIVES = (
    "the a an your our their it them each every people what who how where with in on up out less more no one".split()
)

# What may stand before them.
BEFORE_IMPERATIVES = (
    "So",
    "And",
    "But",
    "Then",
    "Please",
    "First",
    "Finally",
    "Instead",
    "Always",
    "Never",
    "Only",
    "Just",
)

# What makes a sentence a recommendation. "X is essential" says what X is; "it is essential to" says what to do.
RECOMMENDING = (
    r"\b(?:we|you|they|there|councils?|funders?|charit(?:y|ies)|organisations?|institutions|government|leaders?|nhs|system|people|commissioners?|businesses|landlords?|trustees|boards?|members|sector|it|this|that|which|and|also|now|\w+s) (?:\w+ ){0,2}?(?:needs? to|must|should|ought to|have to (?!be\b)|has to)\b",
    r"\b(?:should|must|ought to|needs? to be|ha(?:s|ve) to be)\b",
    r"\b(?:is|are|was|will be) (?:also )?(?:needed|required)\b",
    r"\bit(?:'s| is) (?:also |usually |often |always )?(?:important|essential|vital|critical|best|helpful|better|a good idea|necessary|useful) (?:to|that|for)\b",
    r"\bneed (?:for|is|to)\b|\brequires? \w+|\bneeds? \w+er\b",
    r"\b(?:let us|let's|urged|recommend\w*|called for|calls for|encourage)\b|\bfocus should\b",
    r"\b(?:it|that|would|could|may) helps?\b|\bhelpful\b|\bthe (?:best|right) (?:time|way|thing) to\b",
)

# With what a point begins that names a change before it explains it ("Involving carers sooner: …", "Better signs: …").
CHANGES = r"^(?:\w+ing|increased|improved|stronger|clearer|more|better|greater|fewer|less)\b[^.?!:]{8,90}:"

# Questions told rather than put: "She asked what …", "… enough? he asked."
ASKED = (
    r"^(?:[^.?!]{0,80} )?(?:asked|wondered)(?: (?:us|herself|himself|themselves|aloud))?(?: then)?,? (?:whether|if|what|how|why|who|when|where)\b",
    r"^(?:[^.?!]{0,80} )?(?:the|a|one) question (?:was|is|remained),? (?:whether|if|what|how|why|who|when|where)\b",
    r"^[^.?!]{0,98}\?['\"]? (?:he|she|they|one|someone|somebody|[A-Z]\w+) (?:asked|wondered)\b",
)

# What says that a point is an example.
EXAMPLES = (
    r"\bfor (?:example|instance)\b|\b(?:gave|give|offered|cited|shared|described) (?:an|the|another|one|some|several|two|three) (?:\w+ )?(?:examples?|stor(?:y|ies)|cases?)\b|\b(?:an|another|one) example\b|\bcase stud(?:y|ies)\b",
)

# Verbs of telling what happened, and of saying what is so.
PAST = r"\b(?:was|were|had|did|went|came|took|gave|found|put|began|made|got|kept|ran|sat|left|met|spent|read|sent|rang|told|wrote|lost|paid|stood|knew|thought|grew|fell|rose|held|bought|sold|saw|built|set up|used to|(?!need)\w{3,}ed)\b"
PRESENT = r"\b(?:is|are|has|have|can|will|should|must|may|might|could|would|does|do|needs?|it's|there's|don't|doesn't|isn't|aren't)\b"

# Figures: amounts, shares, multiples, numbers of two words; not years.
FIGURES = r"[£$€]\s?\d[\d,.]*|\b\d[\d,.]*\s?(?:%|per cent\b|percent\b|million\b|billion\b)|\b(?!(?:19|20)\d\d\b)\d[\d,.]*\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|\d+) (?:in|out of) (?:every )?(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+)\b|\b(?:a|by a|two|three|one|nearly a|almost a|about a|over a) (?:third|quarter|fifth|half|tenth|thirds|quarters)\b|\bhal(?:f of|ved)\b|\b(?:doubled|tripled|trebled|doubling)\b|\bone plus one\b|\bper cent\b|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?)\b"

# Cues that a point is worth keeping: (reason, weight, pattern). Weak modals (could, may, might) count nothing.
SALIENCE_CUES = (
    (
        "says what is needed",
        0.16,
        r"\b(?:needs?|have|has) to\b|\bmust\b|\bshould\b|\bneed (?:for|a)\b|\bis (?:essential|vital|crucial|important|critical)\b|\brequires?\b",
    ),
    (
        "draws a contrast",
        0.14,
        r"\b(?:but|rather than|instead of|not just|not only|not simply|however|yet|while|whereas|despite|too often|although|even though|is not|are not|isn't|aren't|doesn't|does not)\b",
    ),
    (
        "gives a figure",
        0.14,
        r"[£$€]\d|\d+(?:\.\d+)? ?%|\b\d{1,3}(?:,\d{3})+\b|\b\d+ (?:million|billion)\b|\b(?:per cent|a third|a quarter|half of|one in|two in|three in)\b",
    ),
    (
        "reports what someone said",
        0.06,
        r"\b(?:said|pointed out|suggested|argued|explained|emphasised|stressed|believes|felt|asked)\b",
    ),
    (
        "judges",
        0.08,
        r"\b(?:powerful|critical|crucial|vital|fundamental\w*|real|genuine|profound|radical|urgent|problem\w*|fail\w*|barriers?|trust|best|worst|better|key|success\w*|challeng\w*|risk\w*|broken|unfair|damag\w*|transform\w*)\b",
    ),
    ("gives a reason", 0.06, r"\b(?:because|therefore|so that|as a result|which means|leads? to|in order to|since)\b"),
    ("asks a question", 0.05, r"\?['\"]?$"),
    ("quotes", 0.04, r"(?<!\w)'\w[^']{6,}'|\""),
)

# What only people do, so that it makes a person of an unknown name: organisations "say", but they do not "tell us".
PERSONAL_VERBS = r"^,? ?(?:(?:also|then|next|first|finally|who|movingly|later) ){0,2}(?:told (?:us|the (?:meeting|group|room|cell))|reminded (?:us|everyone|the)|recalled|remembered|laughed|joked|wondered|reflected|spoke|read (?:out|us|a)|described (?:how|her|his|their)|shared (?:her|his|their))\b"

# What only a person does at a meeting.
CHAIRED = r"^,? ?(?:(?:kindly|again|also|who) )?(?:chaired|took the chair|was in the chair|facilitated)\b"

# Who is quoted without a name.
ANONYMOUS_SPEAKERS = r"\b(?:one|another|an?|some|someone|somebody|several|others?) (?:(?:\w+ ){0,3}(?:person|people|participants?|members?|attendees?|speakers?|contributors?|residents?|convenors?|colleagues?|leaders?|trustees?|volunteers?|workers?|parents?|carers?|users?|women|woman|man|men|of us|delegates?) )?(?:had |has |then |also )?(?:said|says|put it|asked|pointed out|remarked|commented|told|observed|reflected|suggested|added|noted|described|called|felt|explained|wondered|warned|concluded|summed)\b|\bit was said\b|\bin (?:one|the words of one|another) (?:person|participant|member)"

# Words for people whom notes quote without a name, beside those for positions (from quotes in reports of charities and
# of health and housing services).
UNNAMED_PEOPLE = (
    "tenant mother father mum dad mam nan granny grandmother grandfather son daughter brother sister wife husband girl boy lad lady gentleman "
    "teenager pupil patient client neighbour customer caller guest visitor refugee asylum-seeker veteran prisoner offender child widow widower "
    "person man woman user carer parent leaseholder claimant commuter passenger villager shopper churchgoer learner mentee beneficiary "
    "someone somebody"
).split()

# How such a quote is given to them: before or after it, and as a line of its own behind a dash.
UNNAMED_SPEAKERS = (
    r"\b(?:one|another|an?|some|the same) (?:[\w'-]+ ){{0,3}}(?:{person})s?(?:,? (?:who|whose|from|in|at|of|on|aged) [^,.;:'\"]{{2,60}},?)? (?:had |has |then |also |once |later )?(?:said|says|told|put it|puts it|asked|wrote|writes|remarked|commented|recalled|remembered|replied|explained|described|shouted|whispered|admitted|confided)\b",
    r"\b(?:said|says|asked|wrote|recalled|replied|explained|as told by|in the words of) (?:one|another|an?|some) (?:[\w'-]+ ){{0,3}}(?:{person})s?\b",
    r"¦ ?,? ?[–-] (?:an? |one |the )?(?:[\w'-]+ ){{0,3}}(?:{person})\b",
    r"\b(?:who|that) (?:did not|didn't|does not|would not|preferred not to|asked not to) (?:want |wish )?(?:to )?be named\b|\banonymous(?:ly)?\b",
)

# How a text ends that breaks off.
TRUNCATED = r"(?:continue reading|read the rest(?: here)?|\[?(?:…|\.\.\.)\]?)\.?$"

# Words that stand before a nickname: "Little Mo".
BEFORE_NICKNAMES = frozenset("little big young old wee auntie aunty aunt uncle nan nana granny grandma grandad".split())

# What follows a name where somebody's own story is told, whatever the name: their need, loss, illness or home.
STORY_AFTER = (
    r"^,? who(?:se)? (?!said|says|asked|told|explained|added|chairs|chaired|leads|led|runs|ran|founded|heads|spoke|works|worked|is (?:the|our|a)\b)\w"
    r"|^ \((?:not (?:his|her|their|a) real name|name(?:s)? changed|a pseudonym|\d\d\))"
    r"|^ (?:has|had|lives with|lived with|was diagnosed with|suffers from|suffered from) (?:\w+ )?(?:schizophrenia|autism|adhd|dementia|depression|anxiety|cancer|diabetes|epilepsy|hiv|ptsd|psychosis|learning (?:difficulties|disabilit\w+)|a (?:stroke|breakdown|disability|learning disability|drink problem|criminal record))\b"
    r"|^,? (?:was|is|had been|has been|became|been) (?:\w+ )?(?:homeless|evicted|sectioned|abused|in (?:care|prison|hospital|debt)|addicted|arrested|deported|made redundant)\b"
    r"|^ (?:slept|sleeps) (?:rough|in|on|under)\b|^ lost (?:his|her|their) (?:home|flat|house|job|child|children|baby|son|daughter|wife|husband|mother|father|leg|sight)\b"
)

# How the name of a street ends; how it does where it may be written small; and what is often no street: "20 Better Way
# members", "3 Green Park wardens". What a house with flats is called.
STREETS = "Avenue Ave Close Cottages Crescent Gardens Grove Lane Ln Mews Rd Road Street Terrace Villas".split()
SMALL_STREETS = "avenue lane road street".split()
MAYBE_STREETS = "Circus Court Drive Green Hill Parade Park Place Quay Rise Row Square View Walk Way Wharf Yard".split()
HOUSES = "Apartments Heights House Lodge Mansions Point Tower".split()

# What follows the name of a street where it is no house's ("the 4 High Street banks"), and what may follow a doubtful one.
NO_STREET_AFTER = "banks bookmakers brands chains lenders names pharmacies retailers shops stores".split()
STREET_BEFORE = (
    "and at but for had has he in is it near on or she since that they to until was we when where who with".split()
)

# What stands before a name that is known for whose child, parent, neighbour or client it is, or is given to a stranger.
KIN_BEFORE = (
    r"\b(?:[Hh]er|[Hh]is|[Tt]heir|[Mm]y|[Ww]hose|[Tt]he couple's|[A-Z]\w+'s) (?:[\w-]+ )?(?:son|daughter|brother|sister|mother|mum|father|dad|husband|wife|nephew|niece|grandson|granddaughter|grandmother|grandfather|baby|child|toddler|boy|girl|twins?),? $"
    r"|\b(?:[Hh]er|[Hh]is|[Tt]heir|[Mm]y|[Oo]ur) (?:[\w-]+ )?(?:neighbour|friend|client|tenant|resident|patient|pupil|lodger|service user),? $"
    r"|\b(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he) (?:[\w-]+ ){0,3}(?:man|woman|boy|girl|lad|lady|mother|mum|father|dad|person|tenant|resident|patient|client|pupil|teenager|child|user|prisoner|refugee|widow|widower|carer|pensioner|neighbour),? (?:called|named|known as|whom (?:I|we) (?:shall |will )?call)(?: little| big| young| old)? $"
    r"|\b(?:[Oo]ne|[Aa]nother) of (?:the|our|their|its|her|his) (?:[\w-]+ ){0,2}\w+s, $"
    r"|\b(?:[Aa]n?|[Oo]ne|[Aa]nother) (?:[\w-]+ ){0,2}(?:regular|guest|tenant|resident|patient|client|pupil|prisoner|refugee|carer|pensioner|service user|visitor|neighbour|mother|father), $"
)

# --- kinds of text ------------------------------------------------------------------------------------------------

# Signs that a text is the note of a meeting.
MEETING_SIGNS = (
    r"\b(?:this|the|our|online|we held|hosted a|a|at the) (?:[\w-]+ ){0,3}(?:meeting|roundtable|gathering|workshop|conversation for|discussion group|seminar|round table)\b",
    r"\bwe (?:then |also |first |next |were privileged to |were delighted to )*(?:heard|hear) from\b|\bthe (?:meeting|group) heard\b|\bhosted a (?:conversation|discussion|roundtable|meeting)\b",
    r"\bbreakouts?\b|\bbreak-out\b|\bplenary\b|\bin (?:the )?(?:subsequent |ensuing )?discussion\b|\bdiscussions? that followed\b|\bfeedback and\b",
    r"\b(?:thought[ -]leader|provocateur|convenor|convener|respondent|opening presentations?|introductory speaker)\b",
    r"\b(?:points?|themes?|things) (?:that |which )?(?:emerged|arose|stood out|were made|were raised|made)\b|\bkey points made\b",
    r"\bthis (?:cell|event|session|discussion|meeting)\b|\bin this event\b|\bour (?:cell|meeting|session)\b",
    r"\bparticipants (?:made|said|felt|discussed|raised|agreed|shared|heard)\b|\bopened the (?:discussion|meeting|session)\b|\bintroduced the (?:discussion|meeting|session)\b",
    r"\b(?:apologies|minutes|attendees|in attendance|any other business|matters arising|next meeting|actions agreed)\b",
    r"\bwe (?:shall |will )?meet again\b|\bour (?:visitor|guest|speaker|chair)s? (?:was|were|is)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day's meeting\b|\b(?:of us|people) (?:sat|met|gathered) (?:in|around|on|at)\b",
    r"\b(?:someone|one person|others|some) (?:pointed out|said|felt)\b|\bit was (?:felt|suggested|pointed out|emphasised|agreed)\b",
)

# Signs that a text is an article or blog.
ARTICLE_SIGNS = (
    r"\bthis (?:blog|article|post|piece)\b|\bmy (?:blog|new report|new book|report|book)\b|\bthe blog which\b|\bre-?blogging\b",
    r"\b(?:I|I'm|I've) (?:have|am|was|had|believe|think|remember|feel|know|wrote|want|chaired|chair|work|asked)\b|\bI'm\b|\bI've\b",
    r"\bour (?:new |recent )?(?:report|research|publication|newsletter|study|evaluation|work with|members|network of)\b",
    r"\b(?:sign up|subscribe|our newsletter|read more|continue reading|read the rest|click here|download)\b",
    r"\bhere we reflect\b|\bthe charity I work for\b|\bwe have learn(?:t|ed)\b|\bwe found that\b|\bin this (?:blog|article|post|piece)\b|\bguest (?:blog|post)\b|\bauthored by\b",
    r"\bwe (?:provided|worked|had access|employed|launched|published|support|are working|are looking|set up)\b|\bwe've seen\b",
)

# How the opening of a note says that people met.
MET = (
    r"\b(?:cell|meeting|roundtable|workshop|gathering|minutes|seminar|webinar|away[- ]?day|conference|assembly|retreat|forum)\b[^.]{0,80}\b(?:met|held|on|of|brought|heard|took place|asked|considered|gathered|\d{1,2})\b"
    r"|\b(?:met|gathered|came together) (?:online|in|at|on|by|with|to)\b|\bwe (?:met|heard|gathered)\b|\b(?:notes?|minutes|record|transcript|summary) (?:of|from) (?:a|the|our|this)\b|\bthis (?:meeting|event|roundtable|online roundtable|cell|session|workshop|gathering)\b"
    r"|\b(?:promised|write|tell you) [^.]{0,60}\bmeeting\b"
)

# How the opening of a post says that it is one.
POST = r"\bposted (?:on|in|by)\b|\bmin(?:ute)?s? read\b|\bguest (?:blog|post)\b|^(?:[^.]{0,160} )?(?:by|words by|written by) [A-Z][\w'-]+ [A-Z]|\bwrites (?:about|on|of|here)\b|\bthis (?:blog|post|article)\b|\bmy (?:new |latest )?(?:blog|report|book)\b|\b(?:re-)?blogging\b"

# How a sentence begins that carries on the one before it…
CONNECTING = (
    "And", "But", "So", "Or", "Yet", "Nor", "Which", "Because", "Instead", "Rather", "Then", "In other words", "For example", "For instance", "E\\.g\\.", "Indeed", "Also", "Similarly", "Equally",
    "Therefore", "Thus", "Hence", "Otherwise", "As a result", "In this way", "In return", "At the same time", "However", "Despite", "Even so", "Not", "Nothing", "That way", "Likewise", "On the contrary", "By contrast", "Instead of",
)  # fmt: skip

# …or that points back at it.
POINTING_BACK = (
    "This", "These", "That", "Those", "They", "Their", "Theirs", "It", "Its", "Such", "Here", "Both", "Either", "Neither", "Some", "Others", "Another", "One", "Each", "All", "Most", "Few", "None", "Many", "Two", "Three", "Of", "There",
    "The same", "The other", "The rest", "The result", "The answer", "The reason", "The trend", "Now", "Once", "Until",
)  # fmt: skip

# Capitalised words that stand where organisations stand and are none.
GENERIC_CAPITALS = frozenset(
    "charities charity council councils government governments chief executives executive trustees people volunteers staff police youth folk public management clergy media press parliament state society brexit lockdown summit summits "
    "commissioners commissioner facebook twitter zoom teams englands internet estrangement god christmas covid covid-19 draft note minutes chair table".split()
)

# --- what stands around names, dates and points ------------------------------------------------------------------

# Positions whose "of" leads to a work.
WORK = r"\b(?:author|editor|writer|translator|producer|presenter|illustrator) of\b"

# Words in front of a position that say when it was held, or whose it is.
OVER = (
    r"^(?:until (?:last (?:year|month|week|spring|summer|autumn|winter)|recently|\d{4}|[A-Z][a-z]+(?: \d{4})?),? (?:the |an? )?|then (?:the |an? )?"
    r"|formerly (?:the |an? )?|previously (?:the |an? )?|(?:also|currently|now|still|both|once) (?:the |an? )?|(?:the|their|our|her|his"
    r"|its) [a-z][\w-]*(?:'s|s') |(?:[a-z]+ )?(?:group|cell|network|meeting|charity)'s )+"
)

# What may follow a position without being part of it: for how long, where, for whom.
TAIL = (
    r"(?: (?:for|since|in|from|to|during|across|over)(?: (?:more than|over|nearly|almost|about|some|the (?:last|past)))? (?:[a-z-]+ ){0,2}(?:years?|months?"
    r"|decades?|\d{4})\b.*| in (?:the )?[A-Z].*| (?:for|at|of|with|from|in) (?:an?|one of|several|many|two|three|another) .*| (?:on|about) (?:listening"
    r"|joining|power|leadership|relationships)\b.*| of (?:it|them|this)$| of (?:[\w-]+ ){1,3}(?:years?|months?)'? (?:standing|experience|service)\b.*)$"
)

# "and" between two positions.
SPLIT_AND = (
    r",? (?:and|&)(?: is)?(?: now)? (?=(?:(?:an?|the|also|our|its|currently|now|formerly|former|previously) )*[\w-]+)"
)

# How a sentence begins that may open the discussion.
LEADS = (
    r"^(?:here|these|in |during|after|following|afterwards|breakouts?|the (?:discussion|group|meeting|conversation|breakouts?|main|key|points|following|q)"
    r"|participants|members|people|groups?|we |this|some|other|a (?:number|range)|key|main|discussion|then|there (?:was|were)|among|points|questions"
    r"|everyone|small|attendees)"
)

# How somebody goes on in the first person; whoever opens or closes the talk of all is the note's writer.
FIRST_PERSON = r"^['\"]?(?:My|I(?:'\w+)?(?! (?:then |now |next )?(?:asked|began|closed|ended|introduced|invited|opened|started|thanked|turned)\b))\b"

# How a sentence begins that closes the meeting.
CONCLUSION = r"^(?:finally|in conclusion|to (?:close|conclude|sum up|end)|in closing|summing up|lastly)\b"

# How a sentence turns to meetings to come.
FUTURE = (
    r"\b(?:next|future|forthcoming) (?:meetings?|events?|sessions?|gatherings?)\b[^.]{0,60}(?::$|\b(?:will|is|are)\b)"
)

# How a note says that somebody, but nobody in particular, said it.
REPORTED = (
    r"\bit was (?:felt|suggested|said|pointed out|noted|agreed|emphasised|argued|observed|recognised)\b|\b(?:some|others|many|one person|someone"
    r"|a participant|several|people|participants|members) (?:felt|said|suggested|argued|noted|pointed out|thought|asked|agreed)\b|\bone (?:participant"
    r"|member|said|person)\b"
)

# What may stand between the beginning of a sentence and the name of who speaks in it.
NAME_START = r"^(?:As |And |But |Then |Finally,? |Next,? |First,? |Lastly,? |When |For |Our [\w -]{2,40} ?\(?|The [\w' -]{2,60} ?\(?)?$"

# What follows a name that others speak of.
OBJECT_AFTER = (
    r"^ (?:was|were|is|has been) (?:also )?(?:cited|mentioned|quoted|named|thanked|praised|elected|appointed)\b"
)

# How a sentence begins that is the meeting's and no speaker's.
IMPERSONAL = (
    r"^(?:it was (?:also )?(?:felt|suggested|said|pointed out|noted|agreed|emphasised|argued|observed|recognised)|agreed\b|actions?:|(?:some|others|many"
    r"|several|one person|someone|people|participants|members)(?: \w+)? (?:felt|said|suggested|argued|noted|pointed out|thought|asked|agreed|replied)"
    r"|there was (?:disagreement|agreement|a feeling|some discussion|general))"
)

# What stands before the name of a speaker where the claim does: "According to …", "'…,' said …", "Rents rise fast, …".
SAYS_BEFORE = r"\baccording to\b|\bin the words of\b|['\"]|\b(?:is|are|was|were|has|have|had|will|can|should|must|needs?) (?:[\w'-]+ )+[\w'-]+, (?:as )?$"

# What follows the name of a speaker who is only introduced, not reported: "spoke next", "then told us about her work".
INTRODUCES = (
    r"^,? ?(?:(?:also|then|next|first|finally|kindly|and|who|has|had) ){0,3}(?:opened|closed|began|started|finished|ended|spoke|talked|presented|introduced|led|kicked off|came|followed"
    r"|responded|replied|joined|welcomed|thanked|read|recited|gave|shared (?:her|his|their) (?:story|work)|went|set out|set the scene|(?:told us|spoke|described) (?:about|of|her|his|their|the work|how they)"
    r"|offered|brought|took|volunteered|invited|discussed|addressed|drew on)\b"
)

# Words by which a lead-in speaks of everyone.
TOGETHER = (
    r"\b(?:those|some|others|we|us|our|people|members|others|everyone|everybody|participants|attendees|groups?|tables?|discussion|conversation|debate"
    r"|meeting|session|afternoon|evening|morning|day|round|room|rest of)\b"
)

# How a sentence begins that is about the discussion itself.
TALK = r"^(?:[\w ]{0,20}\b)?(?:the|our|a|general|open|wider|in) (?:[\w-]+ ){0,3}(?:discussion|conversation|debate|breakouts?|plenary)\b|^afterwards,? we\b"

# What a meeting may be called.
GATHERINGS = r"(?:meetings?|events?|sessions?|discussions?|roundtables?|conversations?|gatherings?|workshops?|cells?|webinars?|parts?|seminars?)"

# "Part 2 of 3".
PART_OF = r"\b(?:part|session|meeting|event) (?P<position>\d{1,2}|one|two|three|four|five|six) (?:of|/) (?P<of>\d{1,2}|two|three|four|five|six)\b"

# "The second in a short series", and in a line about the meeting: "third meeting, held by video call".
NTH_OF_SERIES = r"\b(?:was|is) (?:the|our) (?P<position>{ordinals})(?: (?:and (?:final|last) )?(?:\w+ )?{gatherings})? (?:in|of) (?:a|our|this|the) (?:\w+ ){{0,2}}series\b"
NTH_MEETING = r"(?:^| [–-] |, )(?:the |our )?(?P<position>{ordinals}) (?:cell )?{gatherings}(?=,|$| [–-] )"

# How a note gives the title of the other note of its series ("the note of the first meeting, 'Keys', is here").
OTHER_NOTE = r"\b(?:notes?|write-up|summary|minutes) (?:of|from) (?:the|our) (?:first|second|third|last|previous|earlier|other) (?:meeting|session|discussion|event|roundtable|one)\b[^.'\"]{0,40}['\"](?P<title>[^'\"]{4,160})['\"](?!\w)"

# Words before a date that give it to something else than this meeting.
OTHERS = (
    r"\b(?:last|previous|earlier|next|first|other|future|forthcoming|another|following)(?:,| one|$| (?:one )?(?:was|held)|'s)|\b(?:last|previous|earlier"
    r"|next|first|other|future|forthcoming|another|following) (?:meeting|event|session|gathering|discussion|roundtable|cell)\b|\b(?:published|launch\w*"
    r"|deadline|closes|released|announced|born|died|founded|since|deadline|report|elected|appointed|act of|will (?:be|meet|take)|next|due)\b"
)

# Words around a date that give it to this meeting.
OWN = (
    r"\b(?:this|our|the|a) (?:[\w'-]+ ){0,6}(?:meeting|event|session|roundtable|gathering|discussion|workshop|cell|conversation|webinar|seminar"
    r"|conference)\b|\b(?:held|met|gathered|took place|came together|hosted|convened|joined us|sat down|meeting of|minutes of|notes? of|notes? from)\b"
    r"|^(?:date|when|meeting|held|notes?|minutes)\b"
)

# The name of a cell before the word.
CELL = r"\b(?P<name>(?:[A-Z][\w'&-]*|[a-z]+ing)(?: (?:and|&|to|each|other|for|with|of|the|[A-Z][\w'&-]*|[a-z]+)){0,5}?) [Cc]ell\b"

# Words that the pattern above takes along and that belong to no name: "Our Listening", "meeting of the Leadership".
BEFORE_CELL = r"^(?:(?:[a-z]+ing|[Tt]he|[Oo]ur|[Tt]his|[Aa]t|[Ff]or|[Ii]n|[Ww]hen|of|and|with|to) )+(?=[A-Z])"

# How a note tells of an earlier meeting: in the pluperfect ("the meeting of 4 May had asked for it").
EARLIER = r"\bthe (?:[\w-]+ )?(?:meeting|session|event|gathering|note|discussion|cell)\b(?:(?! who\b| which\b| that\b)[^.;,]){0,100}\bhad\b"

# Words before the name of a cell that say that it is not the one that met.
OTHER_CELL = r"\b(?:another|other|different|next|sister|neighbouring) (?:[\w'-]+ ){0,6}$|\b(?:joint|members of|colleagues from|from) (?:the )?$"

# How a sentence announces a meeting to come.
NEXT = (
    r"\b(?:next|future|forthcoming|following|upcoming) (?:\w+ )?(?:meeting|event|session|gathering|roundtable|cell|discussion|workshop)\b|\b(?:will"
    r"|shall) (?:next |then |also )?(?:meet|gather|reconvene|come together|take place|be held)\b|\bmeet(?:ing)? again\b|\bsave the date\b|\bdates? for (?:your|the) diar|\bthere will be an? "
    r"|\bnext one(?:,| is| will be| on| –|:)"
)

# A line that does nothing else.
NEXT_ONE = r"(?:date (?:of|for) )?(?:the |our )?next (?:meeting|event|session|gathering|one)(?: is| will be)?(?: on)?\b.{1,80}$"

# What follows the name of an organisation: "the Northgate charity".
NOUN_AFTER = (
    r"^(?:'s)? (?:company|charity|store|supermarket|trust|foundation|staff|employees|partnership|network|coalition|collective|co-operative|youth club|club"
    r"|choir|church|hospice)\b"
)

# Names of ministries, the only ones with commas inside: "Department for Levelling Up, Housing and Communities".
MINISTRY = r"(?:Department for|Ministry (?:of|for)) [A-Z][\w' ]{2,40}, (?:[A-Z]\w+, )?[A-Z]\w+,? (?:and|&) [A-Z]"

# Known organisations that are everyday words too: at the beginning of a sentence a capital says nothing of them.
EVERYDAY_ORGANISATIONS = frozenset(
    "Boots Crisis Liberty Locality Mind Refuge Relate Rethink Scope Sense Shell Shelter".split()
)

# What stands before the title of a book or report.
TITLE_OF_WORK = r"\b(?:author of|wrote|book|report|publication|blog|article|paper|entitled|edition of|film|poem|read)(?: the)?,? ?['\"]?$"

# What stands before the name of an organisation.
WORKS_AT = (
    r"\b(?:works? (?:at|for|with)|worked (?:at|for|with)|working (?:at|for|with)|merged (?:into|with)|merger (?:with|between)|set up|founded|co-founded"
    r"|joined|turnover of|funded by|published by|[Hh]osted [Bb]y|commissioned by|run by|supported by|organised by|partnership with|member of|members of"
    r"|employed by|launched by|according to|on behalf of|collaboration with) (?:the )?$"
)

# Lines that state a fact of the meeting, and rows of tables.
FACT = (
    r"(?:date|time|venue|place|location|where|when|cell|topics?|tags?|series|format|meeting|event|held|duration|zoom|link|(?:date (?:of|for) )?(?:the "
    r"|our )?next (?:meeting|event|session|gathering|one))(?: of meeting)? ?: ?\S|.*\S \| \S"
)

# How a byline begins.
BY = r"^(?:by|words by|written by|(?:an? )?(?:guest |new )?(?:blog|blog post|post|note|article|report|piece|essay) (?:by|from)) [A-Z]"

# What stands before the name of who is quoted.
SPOKEN_BEFORE = (
    r"(?:^|[\s,'\"])(?:[Aa]ccording to|said|says|asked|asks|explained|added|suggested|argued|believes|acknowledged|observed|noted|according to"
    r"|[Ii]n the words of|[Aa]s) (?:[a-z-]+ )?$"
)

# What follows the name of a person whom others speak of.
WAS_CITED = r"^ (?:was|were|is|are|has been) (?:also )?(?:cited|mentioned|quoted|named|thanked|praised|our|the|unable|elected|appointed|asked|invited|joined)\b"

# "… is", before a position.
IS_POSITION = (
    r"^(?:, who|,)? (?:is|was|has been|had been|became|works as|worked as|serves as|served as) (?:(?:now|also|then|currently|formerly"
    r"|previously) )?(?P<rest>.{3,})$"
)

# What follows a name that belongs to a thing: "the Marmot review".
NO_PERSON_AFTER = (
    r"^(?:'s)? (?:review|report|inquiry|enquiry|foundation|model|award|awards|lecture|fund|building|estate|centre|center|school|store|stores|reforms?"
    r"|amendment|bill|commission|street|road|area|borough|programme|project|website|app|law|principles?|effect|framework|conference|festival)\b"
)

# What somebody does whose organisation is named next.
RUNS = (
    r"^(?:, who)? (?:now |also )?(?:runs|leads|chairs|manages|directs|founded|co-founded|coordinates|co-ordinates|heads|set up) (?P<rest>(?:the "
    r"|The )?[A-Z0-9].*)$"
)

# A next sentence that tells the position: "She is a partner in …".
NEXT_TELLS = (
    r"^[^.!?]{0,200}[.!?]['\"]? (?:He|She|They) (?:is|was|works as|are) (?:now |also )?(?P<rest>(?:an?|the|our) .{3,})$"
)

# What may stand between a name and the role that it is given.
PREDICATE = r",? ?(?:who )?(?:then |also |again |had |has )*(?:(?:was|is|as|acted as|took|in) (?:the |our |an? |once again |again )?(?:[a-z' -]{0,30} )?)?"

# What follows the first name of somebody whose story is told.
WHO = (
    r"^,? (?:who\b|\(|(?:was|is|had|has|felt|wanted|needed|lives|lived|asked|told|said|came|went|could|did|would|lost|used|found|now|then)\b)|^, (?:an?|aged"
    r"|\d\d)\b"
)

# What stands before it.
CALLED = r"\b(?:called|named|met|about|with|of|for|like|to|resident|service user|young person|mother|carer|client|patient|volunteer|and|,) $"

# What a line above a list of people calls them, by the part that they played (from programmes and notes of events).
LIST_ROLES = (
    ("author", r"\bauthor(?:s|ed)?\b|\bwritten by\b"),
    ("speaker", r"\bspeakers?\b|\b(?:hear|heard) from\b|\bpresentations?\b|\bpanel\w*\b|\bcontribut(?:ions?|ors?)\b"),
    ("respondent", r"\brespon(?:ses?|dents?|ded)\b"),
)

# What announces a poem: notes of this network often end with one.
POEM = r"\b(?:poem|poems|verse|haiku|sonnet|stanzas?|poet)\b"

# What stands before the name of whoever answers the first speaker.
RESPONDED = r"\bresponses? (?:from|by)\b[^.]{0,200}$|\b(?:respondents?|discussants?)\b[^.]{0,30}$"

# A heading over the names of those who wrote the text (from blogs of related charities).
AUTHOR_HEAD = r"\b(?:authors?|written by|authored by|about the authors?)\b"

# Roles at a meeting that are positions elsewhere too: "chair of Mind" is no chair of this meeting.
ROLES_ELSEWHERE_TOO = tuple(
    "chair facilitator host co-host moderator chairing speaker author co-author contributor presenter participant".split()
)

# A sentence whose subject is the speaker of the one before; "{verbs}" are the verbs of saying.
PRONOUN = (
    r"^(?:And |But |So |Then |Finally,? |First,? |Next,? |Instead,? |However,? |When |As |Although |While |Since )?(?:He|She|he|she)\b"
    r"|\b(?:he|she) (?:also )?(?:{verbs})\b|\b(?:said|explained|added|suggested|asked|argued|believes) (?:he|she)\b"
)

# How transcripts label a question from nobody in particular.
ASKER = r"Q\d*|Question|A member|Audience|From the floor|Participant"

# How interviews label an answer: it is theirs who alone is named in one.
ANSWERER = r"A\d*|Answer"

# A cell by its full name, where it met, where a meeting is its, or at the head of a line; "{names}" are those names.
CELL_MET = (
    r"(?:^|\b(?:the|our) )['\"]?(?P<name>{names})['\"]?,? (?:met|gathered|came together|group met|members met|meeting|\(cell\))\b"
    r"|\b(?:meeting|session|gathering|evening|afternoon|note|notes|minutes) of (?:the )?['\"]?(?P<of>{names})\b"
    r"|^(?P<line>{names})(?=[,:] | [–|·-] ).{{0,80}}$"
)

# Headings of the last part of a post.
CLOSING_HEADINGS = ("authors", "author", "about the author", "about the authors", "contact")

# What stands before a name that is only a name ("a man called …").
CALLED_BEFORE = r"\b(?:called|named|known as|like|such as|e\.g\.|remembered|met) $"
