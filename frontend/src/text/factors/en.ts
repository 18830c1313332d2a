import type { ko } from "./ko";

export const en: typeof ko = {
  factors: {
    title: "Two-step verification", text: "Even someone who knows your password can’t do anything important without your phone or device.",
    totp: "Authenticator app", totpOn: "On", addTotp: "Add an authenticator app", totpTitle: "Add an authenticator app",
    passwordText: "Let’s make sure it’s you.", next: "Next", scan: "Scan the QR code with your authenticator app (such as Google Authenticator or 1Password), then enter the six digits it shows.",
    qr: "QR code for your authenticator app", secret: "If you can’t scan it, enter this key in the app", code: "Six-digit code", confirm: "Verify and turn on", totpAdded: "Authenticator app added.",
    passkeys: "Passkeys", passkeyText: "Verify with your fingerprint, face or screen lock.", addPasskey: "Add a passkey", passkeyTitle: "Add a passkey", label: "Name of the passkey", ownLabel: "This device",
    makePasskey: "Create the passkey", passkeyAdded: "Passkey added.", passkeyNot: "The passkey couldn’t be verified. Please try again.", passkeyTwice: "This device already has a passkey.",
    passkeyNowhere: "Passkeys don’t work in this browser or at this address. Please use an https address with a name.", added: "Added {{moment}}", used: "Used {{ago}}", unused: "Not used yet",
    remove: "Remove", removeNamed: "Remove {{name}}", removeTitle: "Remove {{name}}?", removeText: "You can’t verify with it any more. Removing the last one turns two-step verification off.",
    codes: "Recovery codes", codesLeft: "{{count}} left. Use one when you have neither your authenticator app nor a passkey.", renew: "Create new codes", renewTitle: "Create new recovery codes?", renewText: "The codes you have now stop working.",
    codesTitle: "Keep your recovery codes", codesText: "They are shown only once. Each works once. Keep them somewhere other than your phone.", copy: "Copy", copied: "Copied.", download: "Save as a file", kept: "I’ve kept them",
  },
  stepUp: {
    title: "Verify it’s you", text: "This is important, so we ask once more. We won’t ask again for 15 minutes.", passkey: "Use a passkey", code: "Six digits from your authenticator app", check: "Verify",
    useRecovery: "Use a recovery code", useCode: "Use the authenticator app", recovery: "Recovery code", none: "Turn on two-step verification first", noneText: "Operators need it before they can act.", toSettings: "Turn it on",
  },
};
