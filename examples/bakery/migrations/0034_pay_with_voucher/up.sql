ALTER TYPE billing.payment_method ADD VALUE IF NOT EXISTS 'voucher';
