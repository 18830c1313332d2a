UPDATE item SET startPrice = price, originalEnd = endTime, createdAt = startTime;
