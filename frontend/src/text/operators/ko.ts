/** The texts of the operators' console; they are loaded with its pages. */
export const ko = {
  console: {
    title: "운영", signIn: "로그인하면 운영 화면을 볼 수 있어요", signInText: "분쟁, 정산, 장부를 다뤄요.", not: "운영자만 볼 수 있어요", notText: "운영자의 역할은 서버에서 ./ssgbay role 명령으로 정해요.",
    role: { support: "상담", moderator: "조정", treasurer: "재무", chief: "책임" }, you: "{{name}} · {{role}}",
    tab: { disputed: "분쟁", overdue: "지난 기한", payouts: "정산", books: "장부", trail: "처리 기록" },
    none: { disputed: "열린 분쟁이 없어요", overdue: "기한을 넘긴 주문이 없어요", payouts: "여기에 해당하는 정산이 없어요", trail: "아직 처리 기록이 없어요" },
    noneText: { disputed: "구매자가 문제를 알리면 여기에 나타나요.", overdue: "서버가 제때 다음 단계로 넘기고 있어요.", payouts: "구매가 확정되면 정산이 생겨요.", trail: "운영자가 한 일은 모두 여기에 남아요." },
    state: { awaiting: "결제 전", paid: "결제됨", shipped: "배송 중", disputed: "분쟁", returning: "반품 중", completed: "완료", cancelled: "취소", refunded: "환불" },
    due: "기한 {{moment}}", order: "주문 {{id}}", back: "분쟁 목록으로", sides: "거래하는 사람", money: "금액", buyer: "구매자", seller: "판매자",
    decide: "판정", outcome: "어떻게 끝낼까요?", outcomes: { refund: "모두 환불", return: "반품하고 환불", part: "일부만 환불", complete: "환불하지 않음" },
    outcomeText: {
      refund: "구매자가 물건을 돌려보내지 않아도 돼요.", return: "돌려받은 뒤에 환불해요.", part: "나머지는 판매자에게 정산해요.", complete: "판매자에게 모두 정산해요.",
    },
    amount: "환불할 금액", reason: "까닭", reasonText: "양쪽에게 보이고, 지울 수 없는 처리 기록에 남아요.", reasonTrail: "지울 수 없는 처리 기록에 남아요.", check: "돈이 어떻게 되는지 보기",
    confirmTitle: "이대로 판정할까요?", confirm: "이대로 판정하기",
    // what a decision does with the money; src/features/operators/consequence.ts decides which
    will: {
      refund: "{{buyer}} 님에게 {{refund}}을 모두 환불해요. {{seller}} 님에게는 정산하지 않아요.",
      return: "{{buyer}} 님이 상품을 돌려보내고 {{seller}} 님이 받으면 {{refund}}을 모두 환불해요. 기한 안에 돌려보내지 않으면 {{seller}} 님에게 {{payout}}을 정산해요.",
      part: "{{buyer}} 님에게 {{refund}}을 환불하고, {{seller}} 님에게 {{payout}}을 정산해요.",
      complete: "환불하지 않고 {{seller}} 님에게 {{payout}}을 정산해요.",
    },
    fee: "정산할 금액은 수수료 {{fee}}을 뺀 것이에요.", final: "되돌릴 수 없어요.",
    cannot: "지금은 이 분쟁을 판정할 수 없어요. 내 역할로 다룰 수 없는 금액이거나, 내가 거래한 주문이에요.",
    payout: {
      acts: { approve: "승인", paid: "입금됨", failed: "되돌아옴" },
      ask: {
        approve: "{{seller}} 님에게 {{amount}}을 보내는 것을 승인해요. 서로 다른 두 사람이 승인해야 은행에 보낼 파일에 들어가요.",
        paid: "은행이 {{seller}} 님에게 {{amount}}을 보냈어요. 장부에 적고 판매자에게 보여 줘요.",
        failed: "은행이 {{amount}}을 돌려보냈어요. 다시 {{seller}} 님의 돈으로 적고, 계좌를 바꾸면 다시 보내요.",
      },
      note: "은행 결과", approvals: "승인 {{count}}/{{needed}}", approvedBy: "승인: {{names}}", noAccount: "계좌 없음", states: "정산 상태",
    },
    books: {
      accounts: "계정과 잔액", account: "계정", balance: "잔액", payouts: "정산", state: "상태", number: "건수", amount: "금액", stuck: "막힌 환불", stuckText: "결제사가 거절한 환불이에요. 결제사에서 까닭을 찾은 뒤 서버에서 ./ssgbay money retry 를 실행하세요.",
      order: "주문", failure: "까닭", noStuck: "막힌 환불이 없어요.", mismatches: "결제사 기록과 다른 것", noMismatches: "결제사 기록과 모두 같아요.", checked: "{{moment}}에 맞춰 봤어요.", unchecked: "아직 맞춰 보지 않았어요.",
      provider: "결제사", ref: "번호", lacking: "없는 곳", lacks: { ours: "우리 장부", provider: "결제사" },
    },
    trail: { machine: "서버의 명령", of: "{{target}}의 기록", all: "모든 기록 보기" },
    kind: { decide: "판정", "approve-payout": "정산 승인", "payout-paid": "정산 입금", "payout-failed": "되돌아온 정산", "payouts-sent": "은행에 맡김", "money-retry": "다시 보내기", role: "역할 변경" },
  },
};
