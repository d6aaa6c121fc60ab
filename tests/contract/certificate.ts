/**
 * A self-signed certificate for 127.0.0.1 and localhost, made on the spot, so that no private key lies in the repository.
 *
 * @module
 */

/** A private key and its certificate, both as PEM. */
export interface Certificate {
  /** PKCS #8. */
  readonly key: string;
  /** X.509 version 3; it is its own authority, so a client trusts it as one. */
  readonly cert: string;
}

/** Makes a fresh P-256 key and a certificate for it, valid from yesterday for 30 days [RFC 5280 section 4.1]. */
export async function selfSigned(): Promise<Certificate> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));

  const ecdsaWithSha256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const name = der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, text("localhost")))));
  const subjectAltName = der(0x30, der(0x82, text("localhost")), der(0x87, Uint8Array.of(127, 0, 0, 1)));
  const day = 86_400_000;
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Uint8Array.of(2))),
    integer(crypto.getRandomValues(new Uint8Array(16))),
    ecdsaWithSha256,
    name,
    der(0x30, time(Date.now() - day), time(Date.now() + 29 * day)),
    name,
    spki,
    der(0xa3, der(0x30, der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, subjectAltName)))),
  );

  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, toBeSigned));
  const rAndS = der(0x30, integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
  return {
    key: pem("PRIVATE KEY", pkcs8),
    cert: pem("CERTIFICATE", der(0x30, toBeSigned, ecdsaWithSha256, der(0x03, Uint8Array.of(0), rAndS))),
  };
}

/** A DER element: tag, length, content. */
function der(
  tag: number,
  ...parts: ReadonlyArray<Uint8Array>
): Uint8Array<ArrayBuffer> {
  const content = parts.flatMap((part) => [...part]);
  const length = content.length;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...head, ...content]);
}

/** An unsigned integer in the fewest bytes, as DER wants it. */
function integer(bytes: Uint8Array): Uint8Array {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return der(
    0x02,
    Uint8Array.from((digits[0] ?? 0) < 0x80 ? digits : [0, ...digits]),
  );
}

function oid(...bytes: ReadonlyArray<number>): Uint8Array {
  return der(0x06, Uint8Array.from(bytes));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function time(at: number): Uint8Array {
  return der(
    0x17,
    text(`${new Date(at).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`),
  );
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
