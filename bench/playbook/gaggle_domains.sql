-- One row per gaggle and company. The playbook computes it in the facts and again in the accounts.
with domain_facts as (

    select
        gaggle_id,
        corporate_email,
        count(*) as number_of_users,
        min(first_event) as first_event,
        max(most_recent_event) as most_recent_event,
        cast(sum(number_of_events) as bigint) as number_of_events,
        min(first_order) as first_order,
        max(most_recent_order) as most_recent_order,
        cast(sum(number_of_orders) as bigint) as number_of_orders
    from contacts
    group by gaggle_id, corporate_email

)

select
    *,
    corporate_email is not null and 1 = row_number() over (
        partition by gaggle_id
        order by
            case when corporate_email is null then 1 else 0 end,
            number_of_users desc,
            number_of_events desc,
            corporate_email
    ) as is_primary
from domain_facts
