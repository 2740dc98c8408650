// The guard on free text, before anything is kept on the phone: numbers that identify a person. It refuses at least what
// the server refuses (sleutelbos/ui/guard) and is blunter: it also refuses what the server would let through after
// reading the words around a number. The server stays the last wall.
const ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xff10];

export function plain(text) {
  let out = "";
  for (const char of text.normalize("NFKC")) {
    if (/[\p{Cf}\p{Mn}\p{Me}]/u.test(char)) continue;
    const code = char.codePointAt(0);
    const zero = ZEROS.find((start) => code >= start && code < start + 10);
    if (zero !== undefined) out += String(code - zero);
    else if (/\p{Nd}/u.test(char) && !/[0-9]/.test(char)) out += "1";
    else if (/[\p{Zs}\p{Zl}\p{Zp}\s]/u.test(char)) out += " ";
    else if (/\p{Pd}|−/u.test(char)) out += "-";
    else if ("·•․‧∙٫٬".includes(char)) out += ".";
    else out += char.toLowerCase();
  }
  return out;
}

function eleven(digits) {
  const nine = digits.padStart(9, "0");
  if (nine === "000000000") return false;
  let sum = 0;
  for (let place = 0; place < 8; place += 1) sum += (9 - place) * Number(nine[place]);
  return (sum - Number(nine[8])) % 11 === 0;
}

// A bank account: a Dutch one also with a typing error, any other when its own check holds.
function account(read) {
  for (const match of read.matchAll(/[a-z]{2}[ .-]?[0-9]{2}(?=[ .-]?[a-z0-9])/g)) {
    const compact = read.slice(match.index, match.index + 60).replace(/[ .-]/g, "");
    if (/^nl[0-9]{2}[a-z]{4}[0-9]{10}/.test(compact)) return true;
    const letters = /^[a-z0-9]*/.exec(compact)[0];
    for (let size = 15; size <= Math.min(34, letters.length); size += 1) {
      const turned = letters.slice(4, size) + letters.slice(0, 4);
      let rest = 0;
      for (const char of turned) rest = Number(`${rest}${parseInt(char, 36)}`) % 97;
      // By chance one text in 97 fits: only with as many digits as an account has.
      if (rest === 1 && (letters.slice(0, size).match(/[0-9]/g) || []).length >= 10) return true;
    }
  }
  return false;
}

const DATE = /(?<![0-9.\-/])(?:(?:0?[1-9]|[12][0-9]|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)?[0-9]{2})|(?:19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12][0-9]|3[01]))(?![-/.]?[0-9])/g;
const TIME = /(?<![0-9.\-/])(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?![-/.]?[0-9])/g;
const MONEY = /(?:€|eur|euro) ?[0-9]+(?:[.,][0-9]{2})?(?![0-9])/g;
const SEPARATED = /[0-9](?:[ .\-_/()]{0,3}[0-9])*/g;
const WORDS =
  /(?:bsn|b\.s\.n|burger ?service|sofi|paspoort|passport|pasaport|паспорт|جواز|گذرنامه|پاسپورت|id[ -]?kaart|id[ -]?card|identiteits|identity card|verblijfs|residence|w[ -]?document|reisdocument|travel document|rijbewijs|licen[cs]e|document|(?<![a-z])a[ -]nummer|v[ -]?(?:nummer|number|nr|no)|vreemdelingen|alien|ind[ -]?(?:nummer|number|nr|zaak|dossier)|coa[ -]|zorgnummer|crv)/;
const FOLLOWED = /(?=[a-z]*[0-9])[a-z0-9]*(?:[ .\-]?[a-z0-9]*[0-9]){3,}/;

// True when a text holds a number that may identify somebody.
export function refuses(text) {
  const read = plain(text);
  if (!/[0-9]/.test(read)) return false;
  if (account(read)) return true;
  if (/(?<![a-z0-9])v[\s.:-]{0,2}[1-9](?:[ .-]?[0-9]){9}(?![0-9])/.test(read)) return true;
  const named = WORDS.exec(read);
  if (named && FOLLOWED.test(read.slice(named.index + named[0].length))) return true;
  const rest = read.replace(DATE, " x ").replace(TIME, " x ").replace(MONEY, " x ");
  for (const [run] of rest.matchAll(SEPARATED)) {
    const digits = run.replace(/[^0-9]/g, "");
    // A telephone number is no secret of the newcomer's alone, but it has no place in this note either.
    if (digits.length >= 10) return true;
    for (let size = 8; size <= 9; size += 1) {
      for (let at = 0; at + size <= digits.length; at += 1) {
        if (eleven(digits.slice(at, at + size))) return true;
      }
    }
  }
  // Nine digits that were taken for a date or an amount, written without a break.
  return (read.match(/[0-9]{8,}/g) || []).some((digits) => digits.length > 8 || eleven(digits));
}
