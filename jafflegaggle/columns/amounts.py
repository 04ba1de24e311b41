"""Amounts of money, as people and tools write them."""

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import trimmed

# Active ISO 4217 codes, without funds and precious metals.
CURRENCIES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR "
    "ZMW ZWG"
)
_SYMBOL = rf"(?:[$€£¥]|{CURRENCIES.replace(' ', '|')})"
_BLANK = r"[ \x{a0}\x{202f}\x{2009}]"
# Plain, or in groups of three with one consistent separator; not every engine has back-references.
_MARKS = (",", "'", r"\x{2019}", " ", r"\x{a0}", r"\x{202f}", r"\x{2009}")
_WHOLE = "|".join(["[0-9]+", *(rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for mark in _MARKS)])
# Three digits after the point may be thousands in another notation; zeros after the second are not.
_FRACTION = r"\.(?:[0-9]{1,2}|[0-9]{2}0{2,})"
_NUMBER = rf"(?:{_WHOLE})(?:{_FRACTION})?"
_BEFORE, _BEHIND = rf"(?:{_SYMBOL}{_BLANK}?)?", rf"(?:{_BLANK}?{_SYMBOL})?"
_FORMS = (
    rf"[+-]?{_NUMBER}{_BEHIND}",
    rf"[+-]?{_SYMBOL}{_BLANK}?{_NUMBER}",
    rf"{_SYMBOL}{_BLANK}?[+-]{_NUMBER}",
    rf"\({_NUMBER}{_BEHIND}\)",
    rf"\({_SYMBOL}{_BLANK}?{_NUMBER}\)",
    rf"{_BEFORE}\({_NUMBER}\)",
    rf"\({_NUMBER}\){_BLANK}?{_SYMBOL}",
)
_CURRENCY, _NO_LETTERS = rf"^{_SYMBOL}\z", r"[^\p{L}$€£¥]"
DECIMAL_COMMA = "decimal_comma"
# The symbols and their codes.
SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
SPELLINGS = ("1234.5, $40,000, 40 000.00 EUR or (500)", "1234,5, $40.000, 40 000,00 EUR or (500)")
AMOUNT = rf"^(?:{'|'.join(_FORMS)})\z"
NEGATIVE = r"[(-]"  # of what is an amount
MAX_DIGITS = r"^[0-9]{1,16}(?:\.[0-9]{1,2})?\z"  # of DECIMAL(18,2)
TOO_LARGE_AMOUNT = "9999999999999999.995"  # what is rounded beyond DECIMAL(18,2)


def as_amount(value: Column, read_as: T.DataType, written: str = "") -> Column:
    """An amount of money as DECIMAL(18,2); NULL where it is unreadable, or no value.

    Text is read by the grammar above: `$40,000` is 40000.00, and `1234,56` is unreadable,
    since whoever writes that does not mean 123456. Numbers are rounded half up, a DOUBLE via
    DECIMAL(38,6).

    Args:
        value: the cells.
        read_as: their type in the source.
        written: `decimal_comma` where `.` and `,` are exchanged in text.

    >>> cells = make_df({"cell": ["$40,000", "(5.5)", "1234,56", None]}, "cell string")
    >>> rows = cells.select(as_amount(F.col("cell"), T.StringType()).alias("amount")).collect()
    >>> [str(row.amount) for row in rows]
    ['40000.00', '-5.50', 'None', 'None']
    """
    if not isinstance(read_as, T.NumericType):
        text = trimmed(value.cast("string"))
        if written == DECIMAL_COMMA:
            text = F.translate(text, ".,", ",.")
        digits = F.regexp_replace(text, r"[^0-9.]", "")
        # Zeros at both ends may be more than the type holds.
        plain = F.regexp_replace(digits, r"^0*([0-9]+(?:\.[0-9]{1,2})?)0*\z", "$1")
        is_amount = text.rlike(AMOUNT) & plain.rlike(MAX_DIGITS)
        amount = F.when(is_amount, plain.cast("decimal(18,2)"))
        return F.when(text.rlike(NEGATIVE), -amount).otherwise(amount).cast("decimal(18,2)")
    if isinstance(read_as, (T.FloatType, T.DoubleType)):
        value = F.when(F.abs(value) < F.lit(1e16), value.cast("decimal(38,6)"))
    too_large = F.lit(TOO_LARGE_AMOUNT).cast("decimal(19,3)")
    return F.when(F.abs(value) < too_large, value.cast("decimal(18,2)"))


def currency_of(amount: Column) -> Column:
    """The currency that an amount is written with, as its code; NULL where it has none.

    It is all of its text but digits, signs, marks and blanks, whether or not these can be read.

    >>> cells = ["$40,000", "(5 EUR)", "-\u00a37", "40.000,00 CHF", "5 Mio EUR", "1.0E7", None]
    >>> amounts = make_df({"cell": cells}, "cell string")
    >>> rows = amounts.select(currency_of(F.col("cell")).alias("currency")).collect()
    >>> [row.currency for row in rows]
    ['USD', 'EUR', 'GBP', 'CHF', None, None, None]
    """
    symbol = F.regexp_replace(amount.cast("string"), _NO_LETTERS, "")
    code = F.when(symbol.rlike(_CURRENCY), symbol)
    for sign, its_code in SYMBOLS.items():
        code = F.when(symbol == F.lit(sign), F.lit(its_code)).otherwise(code)
    return code


def as_currency(cell: Column) -> Column:
    """The currency that a cell of its own names, as its code; what is no currency, in upper case.

    >>> currencies = make_df({"cell": [" usd", "€", "credits", None]}, "cell string")
    >>> rows = currencies.select(as_currency(F.col("cell")).alias("currency")).collect()
    >>> [row.currency for row in rows]
    ['USD', 'EUR', 'CREDITS', None]
    """
    text = F.upper(trimmed(cell))
    return F.coalesce(currency_of(text), text)
