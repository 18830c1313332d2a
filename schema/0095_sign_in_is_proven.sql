-- When a second factor was last shown with a sign-in; what an operator does needs that within the last minutes.
ALTER TABLE sign_in ADD provenAt DATETIME(6) NULL COMMENT 'UTC, null: never';
