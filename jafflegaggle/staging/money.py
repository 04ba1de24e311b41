"""The grammar of an amount of money, as people and tools write one."""

# The codes of ISO 4217 in use, funds and precious metals left out.
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
# Plain, or in groups of three by one and the same mark; no back-reference: not every engine has it.
_MARKS = (",", "'", r"\x{2019}", " ", r"\x{a0}", r"\x{202f}", r"\x{2009}")
_WHOLE = "|".join(["[0-9]+", *(rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for mark in _MARKS)])
# Three digits behind the point may be thousands of somebody else; zeros behind the second are none.
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
AMOUNT = rf"^(?:{'|'.join(_FORMS)})\z"
NEGATIVE = r"[(-]"  # of what is an amount
MAX_DIGITS = r"^[0-9]{1,16}(?:\.[0-9]{1,2})?\z"  # of DECIMAL(18,2)
