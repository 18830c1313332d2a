/** Passkeys: what the server and the browser say to each other, binary fields as base64url on the server's side. */
type Descriptor = { id: string; type: "public-key"; transports?: string[] };
type Creation = { challenge: string; user: { id: string; name: string; displayName: string }; excludeCredentials?: Descriptor[] };
type Request = { challenge: string; allowCredentials?: Descriptor[] };

/** Whether this browser can use passkeys here: not without https, and not at an IP address. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && !/^[\d.:[\]]+$/.test(location.hostname);
}

/** Let the device make a passkey, and return it as the server reads it. Throws DOMException where it makes none. */
export async function createPasskey(options: unknown) {
  const made = await navigator.credentials.create({ publicKey: creationOf(options as Creation) });
  const credential = made as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...sent(credential),
    response: { clientDataJSON: toText(response.clientDataJSON), attestationObject: toText(response.attestationObject) },
  };
}

/** Let the device sign with one of the passkeys. Throws DOMException where it does not. */
export async function signWithPasskey(options: unknown) {
  const found = await navigator.credentials.get({ publicKey: requestOf(options as Request) });
  const credential = found as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...sent(credential),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
    },
  };
}

function sent({ id, rawId }: PublicKeyCredential) {
  return { id, rawId: toText(rawId), type: "public-key" as const };
}

export function creationOf(options: Creation): PublicKeyCredentialCreationOptions {
  return {
    ...(options as unknown as PublicKeyCredentialCreationOptions),
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: options.excludeCredentials?.map(described),
  };
}

export function requestOf(options: Request): PublicKeyCredentialRequestOptions {
  return {
    ...(options as unknown as PublicKeyCredentialRequestOptions),
    challenge: toBytes(options.challenge),
    allowCredentials: options.allowCredentials?.map(described),
  };
}

function described(descriptor: Descriptor): PublicKeyCredentialDescriptor {
  return { ...(descriptor as unknown as PublicKeyCredentialDescriptor), id: toBytes(descriptor.id) };
}

/** base64url → bytes */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

/** bytes → base64url */
export function toText(bytes: ArrayBuffer): string {
  const letters = [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
