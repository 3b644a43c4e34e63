"""Head nouns that name parties and persons without a proper name, and what kind each is of.

The kinds are those of the register of parties (`polybius.codebook.entries.PartyEntry.kind`) with
``person`` and ``unknown`` added. Lemmas, lower case, singular.
"""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a table that is written as running text."""
    return frozenset(words.split())


person_nouns = word_set(
    """
    academic activist administrator admiral advisor adviser advocate agent aide ambassador
    analyst archbishop assailant assassin attacker attorney author ayatollah bishop bomber boss
    boy brigadier cadre candidate captain cardinal chair chairman chairperson chairwoman
    chancellor chief child citizen cleric colonel columnist commander commissioner commodore
    companion congressman consul coordinator coroner corporal correspondent councillor
    councilman counsel counterpart courier defector defendant delegate deputy detainee diplomat
    director doctor driver economist editor elder emir employee engineer envoy executive expert
    facilitator farmer father fighter figure fisherman founder general girl governor guard
    guerrilla gunman hardliner head historian hostage imam informant inspector insurgent
    investigator jihadist journalist judge king lawmaker lawyer leader legislator lieutenant
    magistrate major man manager marshal mayor mediator medic member mercenary militant
    militiaman minister mother negotiator neighbor neighbour nurse observer officer official
    operative orchestrator organiser organizer owner passenger pastor patient peacekeeper
    perpetrator photographer physician pilot pirate policeman policewoman politician pope
    premier president priest prince princess principal prisoner producer professor prosecutor
    protester psychologist queen rebel recruit refugee reporter representative rescuer
    researcher resident scholar secretary senator separatist sergeant sheikh sheriff shooter
    shopkeeper sniper soldier spokesman spokesperson spokeswoman staffer statesman strategist
    student superintendent supervisor surgeon survivor suspect teacher technician terrorist
    trader traveller treasurer undersecretary veteran vicar victim villager volunteer warlord
    watcher witness woman worker writer
    source interlocutor passerby bystander onlooker
    """
)
"""Nouns for one person; their plurals name people."""

office_nouns = word_set(
    """
    admiral adviser advisor aide ambassador analyst archbishop attorney ayatollah bishop boss
    brigadier captain cardinal chair chairman chairperson chairwoman chancellor chief cleric
    colonel commander commissioner commodore congressman consul coordinator corporal
    correspondent councillor counsel delegate deputy diplomat director doctor economist editor
    elder emir envoy executive expert founder general governor head historian imam inspector
    investigator journalist judge king lawmaker lawyer leader legislator lieutenant magistrate
    major manager marshal mayor mediator medic member minister negotiator nurse officer official
    pastor pilot politician pope premier president priest prince princess principal professor
    prosecutor queen reporter representative researcher secretary senator sergeant sheikh
    sheriff spokesman spokesperson spokeswoman strategist superintendent undersecretary
    vice-president warlord activist secretary-general chargé
    """
)
"""Offices and functions: what a role of a named person is."""

honorifics = word_set(
    """
    mr mrs ms miss dr sir lord lady gen lt col capt maj sgt cpl brig cmdr adm rear vice prof rev
    sen rep gov pres hon sheikh mullah maulana mufti ayatollah haji pvt cmd cdr insp supt dep
    amb
    """
)
"""Titles that stand before a name, without their dot."""

female_words = word_set(
    """
    mrs ms miss lady queen princess spokeswoman chairwoman woman girl mother policewoman
    congresswoman sister daughter wife widow
    """
)
male_words = word_set(
    """
    mr sir lord king prince spokesman chairman man boy father policeman congressman brother son
    husband gunman militiaman
    """
)

armed_nouns = word_set(
    """
    cartel fighter faction gang guerrilla gunman insurgency insurgent jihadi jihadist militant
    militia militiaman outfit paramilitary rebel rebellion separatist terrorist extremist
    islamist mujahid mujahideen guerrilla combatant
    """
)
"""Non-state groups under arms, and their people."""

force_nouns = word_set(
    """
    army airman battalion brigade cavalry command contingent corps detachment division
    expedition fleet force garrison gendarmerie gendarme guardsman infantry legion marine
    military navy paratrooper patrol peacekeeper personnel platoon police policeman ranger
    regiment sailor serviceman soldier squadron troop unit
    """
)
"""Forces of a state (or another party), and their people."""

state_nouns = word_set(
    """
    administration authority cabinet dictatorship establishment government junta regime
    """
)

organisation_nouns = word_set(
    """
    agency alliance army-wing assembly association board body bureau charity
    church coalition command commission committee company confederation congress
    coordination corporation council delegation department directorate embassy federation
    foundation fund group hospital institute institution judiciary
    leadership league media ministry mission mosque movement network ngo office opposition
    organisation organization partner partnership  politburo
    secretariat senate service society team tribunal union university watchdog wing
    newspaper broadcaster agency ally branch office
    """
)
"""Bodies of any kind; context says whether a "group" or "movement" is under arms."""

community_nouns = word_set(
    """
    civilian clan community crowd family individual ethnicity minority mourner neighbour people
    pilgrim population refugee resident tribe tribesman villager worshipper evacuee inhabitant
    citizen migrant
    """
)

armed_modifiers = word_set(
    """
    armed extremist insurgent islamist jihadi jihadist militant rebel separatist terror
    terrorist guerrilla paramilitary outlawed banned proscribed
    """
)
"""Words that make a "group", "organisation" or "faction" an armed one."""

determiners = word_set(
    """
    the a an this that these those some any all both each every
    """
)
new_entity_words = word_set(
    """
    another other a an some several many one two three more
    """
)
"""Before a head noun they introduce somebody not spoken of before."""

armed_suffixes = word_set(
    """
    army front brigade brigades militia movement mujahideen resistance faction cartel guerrillas
    rebels fedayeen martyrs
    """
)
"""Last words of names of armed groups that the register may not know."""
force_suffixes = word_set(
    """
    army police navy force forces guard guards battalion regiment corps command rangers brigade
    division military squadron gendarmerie troops fleet infantry marines
    """
)
organisation_suffixes = word_set(
    """
    agency alliance assembly association authority board bank bureau coalition college
    commission committee company conference congress corporation council court defence
    department directorate embassy federation foundation fund group hospital institute league
    ministry mission network office organisation organization parliament party programme program
    project secretariat senate service services society tribunal union university watch
    international observatory centre center post times news house forum pentagon bureau registry
    initiative school mosque church campaign
    """
)


def noun_kind(lemma: str, modifiers: frozenset[str] = frozenset()) -> str | None:
    """Return the party kind that a noun phrase with this head names; None if it names no party.

    ``modifiers`` are the lower-case words before the head: "terror group" is an armed group,
    "aid group" an organisation.
    """
    if lemma in armed_nouns:
        return "armed_group"
    if lemma in organisation_nouns and modifiers & armed_modifiers:
        return "armed_group"
    if lemma in force_nouns:
        return "force"
    if lemma in person_nouns and lemma not in community_nouns:
        return "person"
    for kind, nouns in (
        ("state", state_nouns),
        ("community", community_nouns),
        ("organisation", organisation_nouns),
    ):
        if lemma in nouns:
            return kind
    return None


def name_kind(words: tuple[str, ...]) -> str | None:
    """Return the kind that the last words of a proper name tell; None if they tell none."""
    if not words:
        return None
    first, last = words[0], words[-1]
    irregular = last in {"army", "front", "brigade", "brigades"} and _sounds_irregular(words)
    for kind, told in (
        ("state", "government" in {first, last}),
        ("armed_group", irregular),
        ("force", last in force_suffixes),
        ("armed_group", last in armed_suffixes),
        ("organisation", last in organisation_suffixes or first in organisation_prefixes),
    ):
        if told:
            return kind
    return None


_IRREGULAR = word_set("""
    liberation people's peoples people revolutionary revolution nationalist resistance lord's
    islamic freedom patriotic patriot front united martyrs martyr free rebel
""")
"""Words in the names of armies and brigades that no state keeps."""
organisation_prefixes = word_set("ministry department office bank")


def _sounds_irregular(words: tuple[str, ...]) -> bool:
    return bool(_IRREGULAR & set(words))


thing_suffixes = word_set("""
    street avenue road boulevard highway airport airfield hotel square bridge stadium gmt cup river
    valley mountain mountains airlines war accord accords agreement act resolution prize
""")
"""Last words of names that the parser takes for bodies but that name places and things."""
