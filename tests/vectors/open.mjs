// A reader of vault files in another language, made from docs/format.md alone, and the test vectors run through it:
//     node tests/vectors/open.mjs [FOLDER]
// Node 18 or newer. Passwords need Node 24.7, the first one with Argon2: older ones leave their vectors out, and say how many.
// Like the vectors, this file may be used under CC0 1.0.
import * as crypto from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Node 20 has String.prototype.isWellFormed for this.
const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);
const MAGIC = Buffer.from("89534b560d0a1a0a", "hex");
const [HEAD, SLOT, SUM] = [84, 128, 32];
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NONE = Buffer.alloc(0);

class Refused extends Error {}
class NotHere extends Error {} // no Argon2
const check = (holds, kind, step) => {
  if (!holds) throw new Refused(`${kind} ${step}`);
};
const sha256 = (data) => crypto.createHash("sha256").update(data).digest();
const hmac = (key, data) => crypto.createHmac("sha256", key).update(data).digest();
const hkdf = (x, salt, info) => {
  const both = Buffer.from(crypto.hkdfSync("sha256", x, salt, Buffer.concat(info), 64));
  return [both.subarray(0, 32), both.subarray(32)];
};
const same = (a, b) => a.length === b.length && crypto.timingSafeEqual(a, b);

function unseal(key, sealed, aad, step) {
  const cipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.alloc(12)).setAAD(aad).setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  } catch {
    throw new Refused(`Tampered ${step}`);
  }
}

// §4, §9

function password(text) {
  check(isWellFormed(text), "BadKey", "secret");
  const secret = Buffer.from(text.normalize("NFC"), "utf8");
  check(secret.length >= 1 && secret.length <= 1024, "BadKey", "secret");
  return secret;
}

function passwordAndFile(text, keyFile) {
  const [secret, length] = [password(text), Buffer.alloc(4)];
  length.writeUInt32BE(secret.length);
  return Buffer.concat([length, secret, sha256(keyFile)]);
}

function paper(text) {
  const symbols = text.replace(/[\p{White_Space}\p{Pd}]/gu, "").toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  check(symbols.length === 36 && [...symbols].every((one) => SYMBOLS.includes(one)), "BadKey", "secret");
  const number = [...symbols].reduce((sum, one) => (sum << 5n) | BigInt(SYMBOLS.indexOf(one)), 0n);
  const secret = Buffer.from((number >> 20n).toString(16).padStart(40, "0"), "hex");
  const sum = sha256(Buffer.concat([Buffer.from("RCV1 paper"), secret]));
  check(BigInt(sum.readUIntBE(0, 3) >> 4) === (number & 0xfffffn), "BadKey", "secret");
  return secret;
}

function argon2id(secret, slot) {
  if (!crypto.argon2Sync) throw new NotHere();
  const cost = { passes: slot.passes, memory: slot.memory, parallelism: slot.lanes };
  return crypto.argon2Sync("argon2id", { message: secret, nonce: slot.salt, tagLength: 32, ...cost });
}

// §2, §3, §8

function slotOf(raw) {
  return {
    raw,
    type: raw[0],
    kdf: raw[1],
    lanes: raw[2],
    reserved: raw[3] || raw.readUInt32BE(12),
    memory: raw.readUInt32BE(4),
    passes: raw.readUInt32BE(8),
    salt: raw.subarray(16, 32),
    id: raw.subarray(32, 48),
    commit: raw.subarray(48, 80),
    wrapped: raw.subarray(80),
  };
}

function isWithin({ type, kdf, lanes, memory, passes }) {
  if (type === 3) return kdf === 2 && !lanes && !memory && !passes;
  const within = memory >= 65536 && memory <= 1048576 && passes >= 1 && passes <= 32 && lanes >= 1 && lanes <= 8;
  return kdf === 1 && within && memory * passes <= 4194304;
}

export function open(data, type, secret) {
  check(data.length <= 2 ** 26, "NotAVault", "size");
  check(data.subarray(0, 8).equals(MAGIC), "NotAVault", "magic");
  check(data.length >= HEAD, "Damaged", "head");
  const [version, flags, headerLen] = [data.readUInt16BE(8), data.readUInt16BE(10), data.readUInt32BE(12)];
  const [bodyLen, n, reserved] = [data.readBigUInt64BE(16), data.readUInt16BE(80), data.readUInt16BE(82)];
  const [vaultId, saveSalt] = [data.subarray(24, 40), data.subarray(48, 80)];
  check(version <= 1, "NewerFormat", "version");
  check(BigInt(data.length) === BigInt(headerLen) + bodyLen + 32n, "Damaged", "length");
  check(same(sha256(data.subarray(0, -SUM)), data.subarray(-SUM)), "Damaged", "trailer");
  check(!flags && !reserved, "NewerFormat", "flags");
  const fits = n >= 1 && n <= 8 && headerLen === HEAD + SLOT * n + SUM && bodyLen >= 24n;
  check(version === 1 && fits, "NotAVault", "layout");
  const slots = Array.from({ length: n }, (_, i) => slotOf(data.subarray(HEAD + SLOT * i, HEAD + SLOT * (i + 1))));
  check(slots.every((s) => s.type >= 1 && s.type <= 3 && s.kdf >= 1 && s.kdf <= 2 && !s.reserved), "NewerFormat", "slots");
  const tried = slots.filter((slot) => slot.type === type);
  const work = tried.reduce((sum, slot) => sum + slot.memory * slot.passes, 0);
  check(slots.every(isWithin) && work <= 8388608, "NotAVault", "limits");

  let vaultKey = null;
  for (const slot of tried) {
    const x = slot.kdf === 2 ? secret : argon2id(secret, slot);
    const [kek, commit] = hkdf(x, slot.salt, [Buffer.from("RCV1 slot"), vaultId, slot.raw.subarray(0, 12), slot.id]);
    if (same(commit, slot.commit)) {
      vaultKey = unseal(kek, slot.wrapped, Buffer.concat([MAGIC, vaultId, slot.raw.subarray(0, 80)]), "wrap");
      break;
    }
  }
  check(vaultKey, "WrongKey", "key");

  const [headerKey, bodyKey] = hkdf(vaultKey, saveSalt, [Buffer.from("RCV1 save"), vaultId]);
  const mac = data.subarray(headerLen - SUM, headerLen);
  check(same(hmac(headerKey, data.subarray(0, headerLen - SUM)), mac), "Tampered", "hmac");
  const plain = unseal(bodyKey, data.subarray(headerLen, -SUM), data.subarray(0, headerLen), "body");
  const length = plain.readBigUInt64BE(0);
  check(length <= BigInt(plain.length - 8), "Tampered", "padding");
  const text = plain.subarray(8, 8 + Number(length));
  check(plain.subarray(8 + Number(length)).every((byte) => byte === 0), "Tampered", "padding");
  const found = versionOf(text);
  check(Number.isInteger(found) && found >= 1, "Damaged", "text");
  check(found === 1, "NewerFormat", "content-version");
  return text;
}

function versionOf(text) {
  const sound = (_, value) => {
    const names = value && typeof value === "object" ? Object.keys(value) : [];
    const words = typeof value === "string" ? [value] : names;
    if (value === Infinity || value === -Infinity || !words.every(isWellFormed)) throw new SyntaxError();
    return value;
  };
  try {
    const content = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text), sound);
    return Array.isArray(content) ? null : content.version;
  } catch {
    return null;
  }
}

// The vectors

function said(lines, data) {
  try {
    const secret = { password: () => password(JSON.parse(lines.password)), paper: () => paper(JSON.parse(lines["paper-key"])) };
    secret["password+file"] = () => passwordAndFile(JSON.parse(lines.password), Buffer.from(lines["key-file"], "hex"));
    const type = { password: 1, "password+file": 2, paper: 3 }[lines.key];
    return `opens ${sha256(open(data, type, secret[lines.key]())).toString("hex")}`;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    if (error instanceof NotHere) return null;
    throw error;
  }
}

const folder = process.argv[2] ?? fileURLToPath(new URL("files", import.meta.url));
const counts = { right: 0, wrong: 0, "left out": 0 };
for (const name of readdirSync(folder).filter((one) => one.endsWith(".vec"))) {
  const [header, encoded] = readFileSync(join(folder, name), "utf8").split("\n\n");
  const lines = Object.fromEntries(header.split("\n").map((line) => line.split(/: (.*)/s, 2)));
  const data = Buffer.concat([Buffer.from(encoded, "base64"), Buffer.alloc(Number(lines.zeros ?? 0))]);
  const opens = lines.expect === "opens" || lines.step === "shape"; // it does not look at the members of §10
  const expected = opens ? `opens ${lines["payload-sha256"]}` : `${lines.expect} ${lines.step}`;
  const found = said(lines, data);
  counts[found === null ? "left out" : found === expected ? "right" : "wrong"] += 1;
  if (found !== null && found !== expected) console.error(`${name}: ${found}, not ${expected}`);
}
console.log(Object.entries(counts).map(([word, count]) => `${count} ${word}`).join(", "));
process.exitCode = counts.wrong ? 1 : 0;
