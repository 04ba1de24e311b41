"""What the CRM of the demo's sales team holds: few enough records to read."""

from typing import NamedTuple


class CompanyRecord(NamedTuple):
    """A row of crm_companies; an empty cell is NULL."""

    crm_id: str
    corporate_email: str = ""
    additional_domains: str = ""
    company_name: str = ""
    owner: str = ""
    merged_into: str = ""


class ContactRecord(NamedTuple):
    """A row of crm_contacts; an empty cell is NULL."""

    crm_id: str
    email: str = ""
    additional_emails: str = ""
    owner: str = ""
    merged_into: str = ""


_DANA, _MILO = "Dana Whitfield", "Milo Sorrentino"

COMPANY_RECORDS = (
    CompanyRecord("8001", "outlaws.com", company_name="Outlaws Restaurant Group", owner=_DANA),
    CompanyRecord("8002", "hollowteapots.example", company_name="Hollow Teapots Ltd.", owner=_MILO),
    # Under the domain that the Rams had before.
    CompanyRecord("8003", "rams.sl", company_name="Rams, Inc.", owner=_DANA),
    # One company with two records, since one of its former domains is still in use there.
    CompanyRecord("8004", "kiteworks.example", company_name="Kiteworks", owner=_MILO),
    CompanyRecord("8005", "amberkites.example", company_name="Amber Kites", owner=_DANA),
    # Two companies share a gaggle, and somebody made them one record.
    CompanyRecord(
        "8006",
        additional_domains="quietherons.example;plumledger.example",
        company_name="Herons & Ledgers",
        owner=_MILO,
    ),
    # Nobody from there has signed up.
    CompanyRecord("8007", "nowherenests.example", company_name="Nowhere Nests", owner=_DANA),
    # The CRM has merged the second record of the Thunder into the first.
    CompanyRecord("8008", "thunder.com", company_name="Thunder", owner=_DANA),
    CompanyRecord("8009", "supersonics.com", company_name="Supersonics", merged_into="8008"),
)

CONTACT_RECORDS = (
    # The CRM has merged Constance Rohr's first record into her second.
    ContactRecord("9001", "constancerohr@icloud.com", owner=_DANA, merged_into="9002"),
    ContactRecord("9002", "constancerohr@outlaws.com", owner=_DANA),
    ContactRecord("9003", "ambrosefielding@hollowteapots.example", owner=_MILO),
    ContactRecord("9004", "rosalindhathaway@mapleskillets.example", owner=_DANA),
    # Of Tamsin Okoro's three addresses two have a record.
    ContactRecord("9005", "tamsin.okoro@hotmail.com", owner=_DANA),
    ContactRecord("9006", "tamsinokoro@velvetbadgers.example", owner=_MILO),
    # Two sisters, whom somebody made one record.
    ContactRecord(
        "9007",
        additional_emails="idathorne@copperkettles.example;adathorne@copperkettles.example",
        owner=_MILO,
    ),
    # Known by a further address only.
    ContactRecord(
        "9008",
        "b.oakes@herons.example",
        additional_emails="BramwellOakes@QuietHerons.example",
        owner=_MILO,
    ),
    # Nobody has signed up with it.
    ContactRecord("9009", "ap@nowherenests.example", owner=_DANA),
)
