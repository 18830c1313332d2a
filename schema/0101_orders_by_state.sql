-- Operators read the orders of one state in the order in which they are due.
ALTER TABLE orders ADD KEY by_state (state, dueAt, id);
