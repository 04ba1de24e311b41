"""What exports call columns that several sources have; others stand where they are declared."""

EMAILS = (
    *("email_address", "e_mail", "mail", "emailaddress", "primary_email", "work_email"),
    *("billing_email", "login_email", "billing_details_email", "customer_email", "contact_email"),
)
DOMAINS = ("domain", "company_domain", "domain_name", "company_domain_name", "website_domain")
CREATED = (
    *("created", "created_on", "created_date", "creation_date", "create_date", "createdate"),
    *("date_created", "create_time", "created_time", "creation_time", "inserted_at"),
)
CURRENCIES = ("currency_code", "currency_iso_code", "deal_currency_code", "presentment_currency")
