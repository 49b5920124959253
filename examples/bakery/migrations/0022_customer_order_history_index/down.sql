DROP INDEX CONCURRENTLY shop.orders_customer_history_idx;
