DELETE FROM loyalty.accounts WHERE card_number LIKE '4711-%';
