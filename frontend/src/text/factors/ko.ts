/** The texts of second factors; they are loaded with the pages that show them. */
export const ko = {
  factors: {
    title: "2단계 인증", text: "비밀번호가 새어 나가도, 내 휴대폰이나 기기가 없으면 중요한 일을 할 수 없게 해요.",
    totp: "인증 앱", totpOn: "켜져 있어요", addTotp: "인증 앱 추가", totpTitle: "인증 앱 추가하기",
    passwordText: "본인인지 확인할게요.", next: "다음", scan: "인증 앱(Google Authenticator, 1Password 등)으로 QR 코드를 찍고, 앱에 보이는 여섯 자리 숫자를 적어 주세요.",
    qr: "인증 앱으로 찍는 QR 코드", secret: "찍을 수 없으면 이 키를 앱에 적어 주세요", code: "여섯 자리 인증 번호", confirm: "확인하고 켜기", totpAdded: "인증 앱을 추가했어요.",
    passkeys: "패스키", passkeyText: "지문, 얼굴, 화면 잠금으로 확인해요.", addPasskey: "패스키 추가", passkeyTitle: "패스키 추가하기", label: "패스키 이름", ownLabel: "이 기기",
    makePasskey: "패스키 만들기", passkeyAdded: "패스키를 추가했어요.", passkeyNot: "패스키를 확인하지 못했어요. 다시 해 보세요.", passkeyTwice: "이 기기에는 이미 패스키가 있어요.",
    passkeyNowhere: "이 브라우저나 주소에서는 패스키를 쓸 수 없어요. 숫자가 아닌 https 주소로 열어 주세요.", added: "{{moment}}에 추가", used: "{{ago}} 사용", unused: "아직 쓰지 않음",
    remove: "빼기", removeNamed: "{{name}} 빼기", removeTitle: "{{name}}을(를) 뺄까요?", removeText: "빼면 다시는 이것으로 확인할 수 없어요. 마지막 하나를 빼면 2단계 인증이 꺼져요.",
    codes: "복구 코드", codesLeft: "{{count}}개 남았어요. 인증 앱이나 패스키를 쓸 수 없을 때 하나씩 써요.", renew: "새로 만들기", renewTitle: "복구 코드를 새로 만들까요?", renewText: "전에 받은 코드는 모두 쓸 수 없게 돼요.",
    codesTitle: "복구 코드를 보관해 주세요", codesText: "지금 한 번만 보여 드려요. 하나마다 한 번 쓸 수 있어요. 휴대폰이 아닌 곳에 보관해 주세요.", copy: "복사", copied: "복사했어요.", download: "파일로 저장", kept: "보관했어요",
  },
  stepUp: {
    title: "본인 확인", text: "중요한 일이라 한 번 더 확인해요. 15분 동안 다시 묻지 않아요.", passkey: "패스키로 확인", code: "인증 앱의 여섯 자리 숫자", check: "확인",
    useRecovery: "복구 코드로 확인", useCode: "인증 앱으로 확인", recovery: "복구 코드", none: "먼저 2단계 인증을 켜 주세요", noneText: "운영자의 일은 2단계 인증을 켠 뒤에 할 수 있어요.", toSettings: "2단계 인증 켜기",
  },
};
