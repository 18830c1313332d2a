/** Korean banks that take transfers, the largest first. */
export const BANKS = [
  "KB국민은행", "신한은행", "우리은행", "하나은행", "NH농협은행", "IBK기업은행", "카카오뱅크", "토스뱅크", "케이뱅크", "새마을금고", "우체국", "신협", "SC제일은행",
  "iM뱅크", "부산은행", "경남은행", "광주은행", "전북은행", "제주은행", "수협은행", "KDB산업은행", "한국씨티은행",
];
