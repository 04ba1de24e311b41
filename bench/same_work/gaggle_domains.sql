-- One row per gaggle and company, as published.
SELECT gaggle_id, corporate_email, is_primary, number_of_users, first_event, most_recent_event,
    number_of_events, first_order, most_recent_order, number_of_orders
FROM bridge
