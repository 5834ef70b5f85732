"""Text that reads like prose to a database and to nobody else: for load tests."""

from __future__ import annotations

import random

WORDS = """
accord archive autumn barge basin border bridge budget canal census chamber channel charter city coast committee
council country court crossing current delta district drought election engineer estuary export factory ferry fiscal
fishing flood forecast forest gauge glacier grain grid harbour harvest hearing highland hospital inland inquiry
island journey justice lagoon lake ledger library lighthouse line lowland market mayor meadow meeting mill minister
mountain museum network northern notice observatory orchard parliament pass pilot plain plateau port province quarry
railway rain ration reed region report reservoir river road roof salt school season senate settlement shore signal
ski snow soil southern station storm street summit survey tariff teacher terrace tide timber timetable tower trade
train treaty tunnel upland valley village vote wages water weather western wharf wheat winter workshop
""".split()  # noqa: SIM905
VERBS = [
    "opens",
    "votes on",
    "delays",
    "approves",
    "reviews",
    "rebuilds",
    "counts",
    "closes",
    "agrees",
    "surveys",
]
NAMES = [
    "A. Vale",
    "R. Moreau",
    "T. Okafor",
    "L. Haddad",
    "S. Lindgren",
    "M. Castellan",
    "P. Iwata",
    "J. Reyes",
]
SENTENCES = 400
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class BulkText:
    """Headlines, sentences and bodies out of one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.sentences = [self._new_sentence() for _ in range(SENTENCES)]

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def name(self) -> str:
        return self.chance.choice(NAMES)

    def headline(self) -> str:
        first, second, third = self.chance.choices(WORDS, k=3)
        return f"{first.capitalize()} {second} {self.chance.choice(VERBS)} {third} {self.chance.randint(1, 9999)}"

    def sentence(self) -> str:
        return self.chance.choice(self.sentences)

    def body(self) -> str:
        """Canonical HTML of some paragraphs, each with its id."""
        paragraphs = (
            " ".join(self.chance.choices(self.sentences, k=4)) for _ in range(self.chance.randint(4, 8))
        )
        return "\n".join(f'<p id="{self._block_id()}">{text}</p>' for text in paragraphs)

    def _block_id(self) -> str:
        return "b-" + "".join(self.chance.choices(LETTERS, k=8))

    def _new_sentence(self) -> str:
        words = self.chance.choices(WORDS, k=self.chance.randint(8, 16))
        return f"The {' '.join(words)}."
