DROP FUNCTION shop.next_delivery(bigint, date);
DROP TABLE shop.subscription_items;
DROP TABLE shop.subscriptions;
DROP TYPE shop.cadence;
