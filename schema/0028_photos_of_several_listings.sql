ALTER TABLE image ADD KEY by_name (name);
