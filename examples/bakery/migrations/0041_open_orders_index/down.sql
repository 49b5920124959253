DROP INDEX CONCURRENTLY shop.orders_open_idx;
