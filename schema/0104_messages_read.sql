ALTER TABLE orders
  ADD buyerReadTo  BIGINT NULL COMMENT 'the last message that the buyer has read, null: none',
  ADD sellerReadTo BIGINT NULL COMMENT 'the last message that the seller has read, null: none';
