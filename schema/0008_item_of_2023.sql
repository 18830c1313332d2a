-- Extension is fixed once listed, and in 2023 there was none.
UPDATE item SET startPrice = price, originalEnd = endTime, createdAt = startTime, extends = 0;
