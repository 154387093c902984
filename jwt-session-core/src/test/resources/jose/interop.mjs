// node interop.mjs open <base64 key> <token>                      prints the header and the payload
// node interop.mjs seal <base64 key> <alg> <enc> <typ> <payload>  prints a token
import { CompactEncrypt, compactDecrypt } from 'jose'

const [action, encodedKey, ...rest] = process.argv.slice(2)
const key = Buffer.from(encodedKey, 'base64')

if (action === 'open') {
  const { plaintext, protectedHeader } = await compactDecrypt(rest[0], key)
  console.log(JSON.stringify(protectedHeader))
  console.log(new TextDecoder().decode(plaintext))
} else {
  const [alg, enc, typ, payload] = rest
  console.log(await new CompactEncrypt(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg, enc, typ, kid: 'key' })
    .encrypt(key))
}
