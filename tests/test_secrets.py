"""Which URLs hold a secret, and which parts of a URL are shown."""

import pytest

from jafflegaggle.config import Source
from jafflegaggle.secrets import hide_secrets, holds_secret, names_secret, shown_place

SECRET = """\
jdbc:oracle:thin:scott/S3CRET@//db:1521/svc
jdbc:oracle:thin:scott/S3CRET@db:1521:sid
jdbc:oracle:thin:scott/"S3;C?R@T"@db:1521:sid
jdbc:oracle:oci:scott/S3CRET@tns
jdbc:databricks://h:443/d;AuthMech=3;UID=token;PWD=S3CRET
jdbc:sqlserver://h:1433;user=u;pwd=S3CRET
jdbc:sqlserver://h;Password = S3CRET
jdbc:mysql://h/d?user=u&passwd=S3CRET
jdbc:mysql://address=(host=h)(user=u)(password=S3CRET)/d
jdbc:mysql://me:S3CRET@h/d
jdbc:mysql://me:S3/CRET@h/d
jdbc:db2://h:50000/d:user=u;password=S3CRET;
jdbc:snowflake://h/?authenticator=oauth&token=S3CRET
jdbc:trino://h/c?accessToken=S3CRET
jdbc:redshift:iam://h/d?AccessKeyID=u&SecretAccessKey=S3CRET
""".splitlines()

# With what is shown.
OPEN = {
    "jdbc:oracle:thin:@//db:1521/svc": "jdbc:oracle://db:1521",
    "jdbc:oracle:thin:@db:1521:sid": "jdbc:oracle://db:1521",
    "jdbc:oracle:thin:/@wallet": "jdbc:oracle://wallet",
    "jdbc:oracle:thin:@tcps://db:1522/s?wallet_location=/w": "jdbc:oracle://db:1522",
    "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=h)))": "jdbc:oracle",
    "jdbc:postgresql://me@db:5432/app?user=a@b": "jdbc:postgresql://db:5432",
    "jdbc:postgresql://[::1]:5432/app": "jdbc:postgresql://[::1]:5432",
    "jdbc:hive2://h:10000/d;principal=hive/_HOST@REALM": "jdbc:hive2://h:10000",
    "jdbc:sqlserver://h;authentication=ActiveDirectoryPassword;user=u@b": "jdbc:sqlserver://h",
    "jdbc:databricks://h:443/d;UID=token": "jdbc:databricks://h:443",
    "jdbc:derby:memory:app;create=true": "jdbc:derby",
}


@pytest.mark.parametrize("url", SECRET)
def test_a_url_with_a_secret(url: str) -> None:
    assert holds_secret(url)
    assert "S3" not in shown_place(url)


@pytest.mark.parametrize("url", OPEN)
def test_a_url_without_one(url: str) -> None:
    assert not holds_secret(url)
    assert shown_place(url) == OPEN[url]


# A place, and how it is shown.
PLACES = {
    "az://c/u.csv?sv=2024&sig=S3%2Fcret%3D&se=x": "az://c/u.csv?sv=2024&sig=***&se=x",
    "https://h/u.csv?token=S3": "https://h/u.csv?token=***",
    "https://h/u?X-Amz-Signature=S3&X-Amz-Date=1": "https://h/u?X-Amz-Signature=***&X-Amz-Date=1",
    "s3://KEY:S3CRET@bucket/u.csv": "s3://***@bucket/u.csv",
    "s3://KEY:S3/cr+et@bucket/u.csv": "s3://***@bucket/u.csv",
    "https://user:S3@s@host/u.csv": "https://***@host/u.csv",
    "https://S3token@host/u.csv": "https://***@host/u.csv",
    "abfss://container@account.dfs.core.windows.net/u.csv": (
        "abfss://container@account.dfs.core.windows.net/u.csv"
    ),
    "hdfs://nn:8020/of/ann@rams.la/u.csv": "hdfs://nn:8020/of/ann@rams.la/u.csv",
    "/of/ann@rams.la/u.csv": "/of/ann@rams.la/u.csv",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_shown_without_its_secrets_only(place: str) -> None:
    assert shown_place(place) == Source("users", path=place).place == PLACES[place]
    assert hide_secrets(f"users ({place}): not there") == f"users ({PLACES[place]}): not there"


@pytest.mark.parametrize("url", SECRET)
def test_a_text_with_a_url_shows_no_secret(url: str) -> None:
    assert "S3" not in hide_secrets(f"cannot connect to {url}: refused")


@pytest.mark.parametrize(
    "text",
    [
        "sources.users.jdbc.password_env = DB_PASSWORD",
        "sources.users.jdbc.password_file: /run/secrets/db cannot be read",
        "contacts: unique (email): 2 duplicate row(s); for example ann@x.com, a:b@x.com",
        "design = 1; sigma=2",
    ],
)
def test_a_text_without_a_secret_is_unchanged(text: str) -> None:
    assert hide_secrets(text) == text


def test_names_of_options() -> None:
    secret = ["password", "PWD", "user_passwd", "oauth.token", "clientSecret", "fs.access.key"]
    assert [name for name in secret if not names_secret(name)] == []
    assert [name for name in ("fetchsize", "partitionColumn", "user") if names_secret(name)] == []
