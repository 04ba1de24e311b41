"""Two days of one company, which differ in every table."""

from pathlib import Path

from jafflegaggle.models import PUBLISHED
from tests.small_company import FILES, write_company

DATE, OTHER_DATE = "2021-12-01", "2021-12-02"
TABLES = {model.name for model in PUBLISHED if not model.one_of}
USERS = 120  # enough that the fraction of quarantined rows is small


def write_day(folder: Path, word: str, first_id: int, nameless: int) -> Path:
    """Write the small company with more users; return the path of the configuration.

    Args:
        folder: the folder to write to.
        word: part of every e-mail, domain and name of the day.
        first_id: the first id of its users.
        nameless: how many of them have no e-mail.
    """
    ids = range(first_id, first_id + USERS)
    emails = ["" if i < nameless else f"{word}{i}@{word}.com" for i in range(USERS)]
    texts = {
        "users": "".join(
            f"{user},{word.title()},{email},40,2021-03-01 10:00:00\n"
            for user, email in zip(ids, emails, strict=True)
        )
        + f"{first_id + USERS},{word.title()},{word}@gmail.com,50,2021-03-01 10:00:00\n",
        "gaggles": f"40,{word.title()},2021-03-01\n50,{word.title()},2021-03-01\n",
        "events": "".join(f"{word}{user},{user},order_placed,2021-04-01\n" for user in ids)
        + f"{word},{word},order_placed,2021-04-01\n",
        "merged_user": f"{emails[-1]},{emails[-2]}\n",
        "deals": f'2021-06-01,"$2,000",{word},Won,{emails[-1]}\n',
    }
    folder.mkdir()
    return write_company(folder, **{name: FILES[name] + text for name, text in texts.items()})
