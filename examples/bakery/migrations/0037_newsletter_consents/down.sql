DROP TABLE shop.consents;
