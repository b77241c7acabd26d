import pytest

from insights.extraction.kinds import kind_of
from insights.extraction.salience import salience

CASES = [
    ("How would you pay for a caretaker?", "question"),
    ("Someone asked whether a waiting list is a kind of service. Nobody had an answer ready.", "question"),
    ("Whose hall is it? Bronwen asked. The deeds say one thing and the padlock another.", "question"),
    ("'We were called brave. We were only cold,' she said.", "quotation"),
    ("Put the caretaker in the plan before the architect.", "recommendation"),
    ("We need to share the budget, not only the blame.", "recommendation"),
    ("It is essential to leave the door open.", "recommendation"),
    ("Involving drivers sooner: the rota should be theirs before it is printed.", "recommendation"),
    ("The lunch is essential, and the agenda is not.", "point"),
    ("For example, a choir in Hale rents the hall on Tuesdays.", "example"),
    ("Bookings rose from 42 to 57, and 19 of them were new.", "statistic"),
    ("She threw out the forms and rang each family, and two thirds came.", "example"),
    ("Trust grows slowly and goes quickly.", "point"),
]


@pytest.mark.parametrize(("words", "kind"), CASES)
def test_the_kind_of_a_point_is_told_by_its_words(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_a_listed_contrast_with_a_need_outranks_a_remark_and_says_why() -> None:
    high, reasons = salience("We need to listen, but we rarely do.", listed=True, section="discussion")
    low, none = salience("The tea was hot and the cake was fresh today.", listed=False, section="introduction")
    assert high > low
    assert reasons == ("a listed point", "from the discussion", "says what is needed", "draws a contrast")
    assert none == ()


def test_weak_modals_count_nothing() -> None:
    assert salience("It could or might or may be so one day, who knows.", listed=False, section="other")[1] == ()
