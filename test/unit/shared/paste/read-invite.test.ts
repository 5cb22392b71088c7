/** What people paste: every row is a way in which mail, chat or office programs have changed an invite. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFromRandom } from '../../../../shared/code.ts';
import { formatInvite, type Invite, inviteLink, inviteWebLink } from '../../../../shared/invite.ts';
import { type InviteProblem, MAX_PASTE, parseInvite } from '../../../../shared/paste/read-invite.ts';
import { countOf } from '../../../support/long-tail.ts';

const C = codeFromRandom(Uint8Array.of(1, 35, 69, 103, 137, 171, 205));
const OTHER = codeFromRandom(Uint8Array.of(9, 8, 7, 6, 5, 4, 3));
const P = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
const H = 'enroll.example.com';
const plain: Invite = { code: C, host: H, port: 443 };
const ported: Invite = { ...plain, port: 10443 };
const pinned: Invite = { ...ported, pin: P };
const [A, B] = [P.slice(0, 20), P.slice(20)];
const fullWidth = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0));
const entities = (text: string, hex = false) =>
  text.replace(/[^A-Za-z0-9]/g, (c) => (hex ? `&#x${c.charCodeAt(0).toString(16)};` : `&#${c.charCodeAt(0)};`));
const percent = (text: string) => text.replace(/[^A-Za-z0-9.-]/gu, encodeURIComponent);
const quoted = (text: string) => text.replaceAll('=', '=3D').replace(/(.{30})/g, '$1=\r\n');
const proofpoint2 = (url: string) =>
  encodeURIComponent(url).replaceAll('-', '-2D').replaceAll('_', '-5F').replaceAll('%2F', '_').replaceAll('%', '-');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const W = inviteWebLink(pinned);
const e = encodeURIComponent;
const safe = (url: string, region = 'eur02') =>
  `https://${region}.safelinks.protection.outlook.com/?url=${e(url)}&data=05%7C02%7Cdave%40example.com%7C5f&sdata=Ab%2Bc%3D&reserved=0`;

describe('an invite is found, whole', () => {
  it.each<[string, string, Invite]>([
    ['capitals and small letters', `${C.toLowerCase()}@${H.toUpperCase()}`, plain],
    ['no hyphens', `${C.replaceAll('-', '')}@${H}`, plain],
    ['spaces for hyphens', `${C.replaceAll('-', ' ')}@${H}`, plain],
    ['en dashes', `${C.replaceAll('-', '–')}@${H}`, plain],
    ['em dashes', `${C.replaceAll('-', '—')}@${H}`, plain],
    ['minus signs', `${C.replaceAll('-', '−')}@${H}`, plain],
    ['hyphens that do not break', formatInvite(plain).replaceAll('-', '\u2011'), plain],
    ['soft hyphens', `${C.replaceAll('-', '\u00AD')}@${H}`, plain],
    ['spaced hyphens', `${C.replaceAll('-', ' - ')}@${H}`, plain],
    ['look-alike symbols', `${C.replaceAll('0', 'O').replaceAll('1', 'l')}@${H}`, plain],
    ['a space behind @', `${C}@ ${H}`, plain],
    ['a space in front of @', `${C} @${H}`, plain],
    ['spaces around @', `${C} @ ${H}`, plain],
    ['a non-breaking space behind @', `${C}@\u00A0${H}`, plain],
    ['a line break behind @', `${C}@\n${H}`, plain],
    ['a line break in front of @', `${C}\n@${H}`, plain],
    ['a full-width @', `${C}＠${H}`, plain],
    ['a small @', `${C}﹫${H}`, plain],
    ['full width all over', fullWidth(formatInvite(pinned)), pinned],
    ['a full-width link', fullWidth(W), pinned],
    ['ideographic full stops', `${C}@${H.replaceAll('.', '。')}`, plain],
    ['mathematical letters', `${C}@𝐞𝐧𝐫𝐨𝐥𝐥.example.com`, plain],
    ['a trailing full stop', `${C}@${H}.`, plain],
    ['a trailing comma', `Use ${C}@${H}, please`, plain],
    ['a question mark', `Is it ${C}@${H}?`, plain],
    ['an exclamation mark', `${C}@${H}!!!`, plain],
    ['a colon of a sentence', `Use ${C}@${H}: it works once.`, plain],
    ['a semicolon', `${C}@${H};`, plain],
    ['a full stop behind the pin', `Your invite: ${formatInvite(pinned)}.`, pinned],
    ['a root dot and a port', `${C}@${H}.:10443`, ported],
    ['German quotes', `„${C}@${H}“`, plain],
    ['English quotes', `“${C}@${H}”`, plain],
    ['guillemets', `«${C}@${H}»`, plain],
    ['reversed guillemets', `»${C}@${H}«`, plain],
    ['spaced guillemets', `« ${C}@${H} »`, plain],
    ['single guillemets', `‹${C}@${H}›`, plain],
    ['corner brackets', `「${C}@${H}」`, plain],
    ['corner brackets and a sentence', `「${C}@${H}」をコピーしてください。`, plain],
    ['a sentence without spaces', `${C}@${H}をコピーしてください。`, plain],
    ['lenticular brackets', `【${C}@${H}】`, plain],
    ['low single quotes', `‚${C}@${H}‘`, plain],
    ['straight quotes', `"${C}@${H}"`, plain],
    ['apostrophes', `'${C}@${H}'`, plain],
    ['parentheses', `(${C}@${H})`, plain],
    ['square brackets', `[${C}@${H}]`, plain],
    ['braces', `{${C}@${H}}`, plain],
    ['angle brackets', `<${C}@${H}>`, plain],
    ['quotes about the host alone', `${C}@„${H}“`, plain],
    ['quotes behind the port', `„${C}@${H}:10443“`, ported],
    ['quotes behind the pin', `“${formatInvite(pinned)}”`, pinned],
    ['quotes and a full stop', `„${C}@${H}“.`, plain],
    ['bold', `*${C}@${H}*`, plain],
    ['bold of Markdown', `**${formatInvite(pinned)}**`, pinned],
    ['italics', `_${C}@${H}_`, plain],
    ['italics about a pin', `_${formatInvite(pinned)}_`, pinned],
    ['bold italics', `**_${formatInvite(pinned)}_**`, pinned],
    ['struck out', `~${C}@${H}~`, plain],
    ['a code span', `\`${formatInvite(pinned)}\``, pinned],
    ['a code block', `\`\`\`\n${formatInvite(pinned)}\n\`\`\``, pinned],
    ['an escaped @', `${C}\\@${H}`, plain],
    ['an emoji in front', `🔑${C}@${H}`, plain],
    ['an emoji behind', `${C}@${H}🔑`, plain],
    ['a joined emoji behind', `${C}@${H}👩‍👩‍👧`, plain],
    ['an emoji with a variation selector', `${C}@${H}❤️`, plain],
    ['a flag behind', `${formatInvite(pinned)}🇩🇪`, pinned],
    ['an arrow', `→ ${C}@${H} ←`, plain],
    ['a bullet', `• ${C}@${H}`, plain],
    ['a hyphen as a bullet', `- ${formatInvite(pinned)}`, pinned],
    ['a numbered list', `1. ${formatInvite(pinned)}`, pinned],
    ['zero-width spaces', [...formatInvite(pinned)].join('\u200B'), pinned],
    ['a zero-width joiner', `${C}@enroll\u200D.example.com`, plain],
    ['word joiners', `${C}\u2060@\u2060${H}`, plain],
    ['a byte order mark', `\uFEFF${C}@${H}`, plain],
    ['left-to-right marks', `\u200E${C}@${H}\u200E`, plain],
    ['an isolate', `\u2068${C}@${H}\u2069`, plain],
    ['an embedding', `\u202A${formatInvite(pinned)}\u202C`, pinned],
    ['non-breaking spaces around', `\u00A0${C}@${H}\u00A0`, plain],
    ['tabs', `\t${C}@${H}\t`, plain],
    ['CRLF', `Hi\r\n\r\n${formatInvite(pinned)}\r\n`, pinned],
    ['line separators', `Hi\u2028${formatInvite(pinned)}\u2029Bye`, pinned],
    ['quoting', `> Dear Dave,\n> ${formatInvite(pinned)}\n`, pinned],
    ['quoting of quoting', `>> > ${formatInvite(pinned)}`, pinned],
    ['a pin wrapped in quoting', `> ${C}@${H}:10443/${A}\n> ${B}\n> Bye`, pinned],
    ['a table', `| Invite | ${formatInvite(pinned)} |`, pinned],
    ['decimal references', entities(formatInvite(pinned)), pinned],
    ['hexadecimal references', entities(formatInvite(pinned), true), pinned],
    ['a named reference', `${C}&commat;${H}`, plain],
    ['references of references', entities(entities(formatInvite(pinned))).replaceAll('&#38;', '&amp;'), pinned],
    ['references of quotes', `&bdquo;${C}@${H}&ldquo;`, plain],
    ['references of spaces', `${C}@&nbsp;${H}&nbsp;`, plain],
    ['references of angle brackets', `&lt;${C}@${H}&gt;`, plain],
    ['an encoded link', percent(W), pinned],
    ['a link encoded twice', percent(percent(W)), pinned],
    ['an encoded #', `https://${H}/i%23${C}`, plain],
    ['an encoded @', `${C}%40${H}`, plain],
    ['small encoded letters', `https%3a%2f%2f${H}%2fi%23${C}`, plain],
    ['an encoded slash of a pin', `${C}@${H}:10443%2F${P}`, pinned],
    ['an encoded app link', `latchkey%3A%2F%2F${H}%2F${C}`, plain],
    ['quoted-printable', quoted(`Hello, click ${W} now`), pinned],
    ['a soft break in the host', `${C}@enroll.exam=\nple.com`, plain],
    ['a soft break in the code', `${C.slice(0, 7)}=\r\n${C.slice(7)}@${H}`, plain],
    ['a soft break in a quoted pin', `> ${C}@${H}:10443/${A}=\n> ${B}`, pinned],
    ['a quoted-printable @', `${C}=40${H}`, plain],
    ['a quoted-printable #', `https://${H}/i=23${C}`, plain],
    ['quoted-printable HTML', quoted(`<a href="${W}">open</a>`), pinned],
    ['quoted-printable German quotes', `=E2=80=9E${C}@${H}=E2=80=9C`, plain],
    ['quoted-printable Windows-1252', `=84${C}@${H}=93`, plain],
    ['HTML', `<p>Click <a class="x" href='${W}'>here</a></p>`, pinned],
    ['HTML with a reference in it', `<a href="https://${H}/i&#35;${C}">x</a>`, plain],
    ['a link without quotes', `<a href=${W}>x</a>`, pinned],
    ['word breaks', `${C}@enroll.<wbr>example.<wbr>com`, plain],
    ['spans', `<span>${C.slice(0, 5)}</span><span>${C.slice(5)}</span>@<b>${H}</b>`, plain],
    ['rows of a table', `<tr><td>Invite</td><td>${formatInvite(pinned)}</td></tr>`, pinned],
    ['a Markdown link', `[${formatInvite(pinned)}](${W})`, pinned],
    ['a Markdown link with words', `[open the door](${W})`, pinned],
    ['link text and link', `Open (${W}) <${W}>`, pinned],
    ['three forms at once', [formatInvite(pinned), inviteLink(pinned), W].join('\n'), pinned],
    ['a form without the pin beside the full one', `${C}@${H}:10443 or ${W}`, pinned],
    ['no scheme', `${H}/i#${C}`, plain],
    ['no scheme, a port and a pin', W.replace('https://', ''), pinned],
    ['a slash before #', `https://${H}/i/#${C}`, plain],
    ['a slash behind #', `https://${H}/i#/${C}`, plain],
    ['tracking before #', `https://${H}/i?utm_source=mail&utm_id=7#${C}`, plain],
    ['tracking before # and a pin', W.replace('/i#', '/i?fbclid=IwAR0abc#'), pinned],
    ['tracking behind the code', `https://${H}/i#${C}?utm_source=mail`, plain],
    ['tracking behind the pin', `${W}&fbclid=IwAR0abc`, pinned],
    ['tracking behind an app link', `latchkey://${H}/${C}?utm_source=mail`, plain],
    ['three slashes', `latchkey:///${H}/${C}`, plain],
    ['capitals in the scheme', `LATCHKEY://${H}/${C}`, plain],
    ['a wrapped link', `https://${H}:10443/i#${C}/${A}\n${B}`, pinned],
    ['a link wrapped behind #', `https://${H}:10443/i#\n${C}/${P}`, pinned],
    ['a code wrapped at its hyphen', `${C.slice(0, 10)}\n${C.slice(10)}@${H}`, plain],
    ['a pin wrapped', `${C}@${H}:10443/${A}\n${B}`, pinned],
    ['a pin wrapped twice', `${C}@${H}:10443/${P.slice(0, 9)}\n${P.slice(9, 30)}\n${P.slice(30)}`, pinned],
    ['a pin wrapped and indented', `${C}@${H}:10443/${A}\r\n    ${B}\r\n\r\nLove, Mary`, pinned],
    ['a pin whose break has become a space', `${C}@${H}:10443/${A} ${B}`, pinned],
    ['a line that ends with the slash', `${C}@${H}:10443/\n${P}`, pinned],
    ['a line that begins with the slash', `${C}@${H}:10443\n/${P}`, pinned],
    ['a port on the next line', `${C}@${H}:\n10443/${P}`, pinned],
    ['a wrapped port', `${C}@${H}:104\n43/${P}`, pinned],
    ['a wrapped host', `${C}@enroll.\nexample.com`, plain],
    ['a wrapped host and a pin', `${C}@enroll.exam\nple.com:10443/${P}`, pinned],
    ['Safe Links', safe(W), pinned],
    ['Safe Links of another region', safe(W, 'nam12'), pinned],
    [
      'Safe Links of Teams',
      `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${e(W)}&locale=en-us`,
      pinned,
    ],
    ['Safe Links with a fragment left outside', `${safe(`https://${H}/i`)}#${C}`, plain],
    ['Safe Links without a scheme inside', safe(`http://${H}/i#${C}`), plain],
    ['Safe Links in HTML', `<a href="${safe(W).replaceAll('&', '&amp;')}">${W}</a>`, pinned],
    ['Safe Links in quoted-printable', quoted(safe(W)), pinned],
    ['URL Defense 1', `https://urldefense.proofpoint.com/v1/url?u=${e(W)}&k=Tb%2F&r=x%3D&s=abc`, pinned],
    [
      'URL Defense 2',
      `https://urldefense.proofpoint.com/v2/url?u=${proofpoint2(W)}&d=DwMFaQ&c=euGZ&r=x&m=y&s=z&e=`,
      pinned,
    ],
    ['URL Defense 3', `https://urldefense.com/v3/__${W.replace('#', '*')}__;Iw!!AbC!xyz$`, pinned],
    ['URL Defense 3 as it was', `https://urldefense.us/v3/__${W}__;!!AbC!xyz$`, pinned],
    [
      'URL Defense 3, a run',
      `https://urldefense.com/v3/__https://${H}/i?a=b**A${C}__;Iy8j!!x$`.replace('?a=b**A', '*'),
      plain,
    ],
    ['Barracuda', `https://linkprotect.cudasvc.com/url?a=${e(W)}&c=E,1,abc&typo=1`, pinned],
    ['Google', `https://www.google.com/url?q=${e(W)}&sa=D&source=gmail&ust=1700000000&usg=AOv`, pinned],
    ['Facebook', `https://l.facebook.com/l.php?u=${e(W)}&h=AT0xyz&s=1`, pinned],
    ['Instagram', `https://l.instagram.com/?u=${e(W)}&e=AT0`, pinned],
    ['Slack', `https://slack-redir.net/link?url=${e(W)}`, pinned],
    ['Slack markup', `<${W}|open the door>`, pinned],
    ['Outlook on the web', `https://mail.example.org/owa/redir.aspx?C=abc&URL=${e(W)}`, pinned],
    ['Yahoo', `https://r.search.yahoo.com/_ylt=A0/RV=2/RE=17/RO=10/RU=${e(W)}/RK=2/RS=x-`, pinned],
    ['LinkedIn', `https://www.linkedin.com/safety/go?url=${e(W)}&trk=x`, pinned],
    ['VK', `https://vk.com/away.php?to=${e(W)}&cc_key=`, pinned],
    ['Cisco', `https://secure-web.cisco.com/1aBc-dEf/${e(W)}`, pinned],
    ['Avanan', `https://url.avanan.click/v2/___${W}___.YXAzOm`, pinned],
    ['Sophos', `https://eu-central-1.protection.sophos.com/?d=example.com&u=${e(base64(W))}&i=x&t=y`, pinned],
    ['FireEye', `https://protect2.fireeye.com/v1/url?k=1-2-3&q=1&e=x&u=${e(W)}`, pinned],
    ['Trend Micro', `https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=${e(W)}&umid=x`, pinned],
    ['Symantec', `https://clicktime.symantec.com/15tStS?h=abc=&u=${e(W)}`, pinned],
    ['an app link in a gateway', safe(inviteLink(pinned)), pinned],
    ['a gateway in a gateway', safe(`https://linkprotect.cudasvc.com/url?a=${e(W)}&c=E`), pinned],
    ['three gateways', `https://www.google.com/url?q=${e(safe(`https://l.facebook.com/l.php?u=${e(W)}`))}`, pinned],
    ['URL Defense around Safe Links', `https://urldefense.proofpoint.com/v2/url?u=${proofpoint2(safe(W))}&d=D`, pinned],
    ['two gateways beside each other', `${safe(W)}\nhttps://www.google.com/url?q=${e(W)}`, pinned],
    ['code and server on two lines', `Code: ${C}\nServer: ${H}`, plain],
    ['server and code on two lines', `Server: ${H}\nCode: ${C}`, plain],
    ['code and server without words', `${C}\n${H}`, plain],
    ['code and server with a port', `Code: ${C}\nServer: ${H}:10443`, ported],
    ['code, and server with a pin', `Code: ${C}\nServer: ${H}:10443/${P}`, pinned],
    ['code, and server as an address', `Code: ${C}\nhttps://${H}/`, plain],
    ['code and server in bold', `*Code:* ${C}\n*Server:* ${H}`, plain],
    ['code and server in a table', `| Code | ${C} |\n| Server | ${H} |`, plain],
    ['an internationalised name', `${C}@enroll.bücher.example`, { ...plain, host: 'enroll.xn--bcher-kva.example' }],
    [
      'an internationalised name in quotes',
      `„${C}@enroll.bücher.example“`,
      { ...plain, host: 'enroll.xn--bcher-kva.example' },
    ],
    ['a decomposed name', `${C}@enroll.bu\u0308cher.example`, { ...plain, host: 'enroll.xn--bcher-kva.example' }],
    ['a Cyrillic name', `${C}@дом.рф`, { ...plain, host: 'xn--d1aqf.xn--p1ai' }],
    [
      'an encoded name',
      `latchkey://enroll.b%C3%BCcher.example/${C}`,
      { ...plain, host: 'enroll.xn--bcher-kva.example' },
    ],
    ['an A-label', `${C}@enroll.xn--bcher-kva.example`, { ...plain, host: 'enroll.xn--bcher-kva.example' }],
    [
      'a message with a telephone number and addresses',
      `Dear Dave, call 0170-1234567-89 or mary-ann-smith@example.com.\n${formatInvite(plain)}\nwww.example.org\nOrder 2024-ABCD-1234 is not a code.`,
      plain,
    ],
    ['a signature behind', `${C}@${H}\n-- \nMary Smith\nmary.example.org`, plain],
  ])('%s', (_what, text, invite) => {
    expect(parseInvite(text)).toEqual({ ok: true, invite });
  });
});

describe('damage is said, and never taken for absence', () => {
  const at = `${C}@${H}:10443`;
  it.each<[string, string, InviteProblem['kind']]>([
    ['a pin cut short', `${at}/${A}`, 'pin'],
    ['a pin cut by one', `${at}/${P.slice(0, -1)}`, 'pin'],
    ['a pin cut to nothing', `${at}/`, 'pin'],
    ['a pin cut with an ellipsis', `${at}/${A}…`, 'pin'],
    ['a pin cut with dots', `${at}/${A}...`, 'pin'],
    ['a pin too long by one', `${at}/${P}A`, 'pin'],
    ['a pin twice', `${at}/${P}${P}`, 'pin'],
    ['a pin with padding', `${at}/${P}=`, 'pin'],
    ['a pin in standard base64', `${at}/${P.slice(0, 40)}+/A`, 'pin'],
    ['something in the middle of a pin', `${at}/${A}\n-- \nsent from my phone\n${B}`, 'pin'],
    ['an image in the middle of a pin', `${at}/${A}[image]${B}`, 'pin'],
    ['an en dash in a pin', `${at}/${A}–${B.slice(1)}`, 'pin'],
    ['an emoji in a pin', `${at}/${A}🔑${B}`, 'pin'],
    ['a pin split off', `${at}\n\nPin: ${P}`, 'pin'],
    ['a pin split off by a space', `${at} ${P}`, 'pin'],
    ['a piece of a pin split off', `${at}\n\n${P.slice(10)}`, 'pin'],
    ['a pin cut in an app link', `latchkey://${H}/${C}/${A}`, 'pin'],
    ['a slash alone in an app link', `latchkey://${H}/${C}/`, 'pin'],
    ['a pin cut in a web link', `https://${H}/i#${C}/${A}`, 'pin'],
    ['a pin cut in a gateway', safe(`https://${H}/i#${C}/${A}`), 'pin'],
    ['a pin cut in a link, and a form without one', `${C}@${H}\nhttps://${H}/i#${C}/${A}`, 'pin'],
    ['a pin cut in bold', `*${at}/${A}*`, 'pin'],
    ['a pin cut in HTML', `<b>${at}/${A}</b>`, 'pin'],
    ['a pin cut behind code and server', `Code: ${C}\nServer: ${H}/${A}`, 'pin'],
    ['a port cut to nothing', `${C}@${H}:`, 'host'],
    ['a port cut in a link', `latchkey://${H}:/${C}`, 'host'],
    ['a port that ends its line', `${C}@${H}:\nLove, Mary`, 'host'],
    ['a port of letters', `${C}@${H}:https`, 'host'],
    ['a port with a letter', `${C}@${H}:104x3`, 'host'],
    ['a port too large', `${C}@${H}:104430`, 'host'],
    ['a port split in two', `${C}@${H}:104\n43`, 'host'],
    ['a port that a second form has lost', `${C}@${H}\nhttps://${H}:/i#${C}`, 'host'],
    ['a host cut short', `${C}@enroll`, 'host'],
    ['a host cut with an ellipsis', `latchkey://enroll…/${C}`, 'host'],
    ['no host at all in a link', `latchkey:///${C}`, 'host'],
    ['an emoji in the host', `${C}@enroll.exa🔑mple.com`, 'host'],
    ['a quote in the host', `${C}@enroll.exa”mple.com`, 'host'],
    ['a name that goes on behind a quote', `${C}@enroll.example.com”.evil.test`, 'host'],
    ['two alphabets in a name', `${C}@enroll.ex\u0430mple.com`, 'host'],
    ['a quote inside an A-label', `${C}@enroll.example.xn--com-5o0a`, 'host'],
    ['an emoji inside an A-label', `${C}@xn--ls8h.example.com`, 'host'],
    ['an underscore', `${C}@en_roll.example.com`, 'host'],
    ['an address', `${C}@192.168.1.2`, 'host'],
    ['an IPv6 address', `${C}@[2001:db8::1]`, 'host'],
    ['somebody in front of the host', `latchkey://mary@${H}/${C}`, 'host'],
    ['an encoded @ in the host', `latchkey://${H}%40evil.test/${C}`, 'host'],
    ['a symbol of the code lost', `${C.slice(0, -1)}@${H}`, 'code'],
    ['a symbol of the code too many', `${C}7@${H}`, 'code'],
    ['a symbol that no code has', `${C.slice(0, -1)}U@${H}`, 'code'],
    ['a Cyrillic symbol', `\u041A${C.slice(1)}@${H}`, 'code'],
    ['two symbols swapped', `${C[1]}${C[0]}${C.slice(2)}@${H}`, 'code'],
    ['a code too long in a link', `latchkey://${H}/${C}xyz`, 'code'],
    ['a code too short in a link', `https://${H}/i#${C.slice(0, -2)}`, 'code'],
    ['a link without its fragment', `https://${H}/i`, 'no-code'],
    ['a gateway that dropped the fragment', safe(`https://${H}/i`), 'no-code'],
    ['Mimecast', 'Open https://protect-eu.mimecast.com/s/abcDE12345?domain=enroll.example.com now', 'wrapped'],
    ['Mimecast, newer', 'https://url.de.m.mimecastprotect.com/s/x1Y2z?domain=enroll.example.com', 'wrapped'],
    ['a shortener', 'Your invite: https://bit.ly/3abcDEF', 'wrapped'],
    ['two codes', `${C}@${H} and ${OTHER}@${H}`, 'several'],
    ['two homes', `${C}@${H} and ${C}@enroll.example.org`, 'several'],
    ['two pins', `${at}/${P} and ${at}/${P.replace('q', 'r')}`, 'several'],
    ['two ports', `${C}@${H} and ${at}`, 'several'],
    ['two codes alone', `${C}\n${OTHER}\n${H}`, 'several'],
    ['two servers', `${C}\n${H}\nenroll.example.org`, 'several'],
    ['a code alone', C, 'no-host'],
    ['a code in a sentence', `Your code is ${C}. Have fun!`, 'no-host'],
    ['nothing', ' \n\u200B ', 'empty'],
    ['a message without any', 'Dear Dave,\nsee you on Sunday at mary@example.com.\nMary', 'nothing'],
    ['more than is searched', `${formatInvite(pinned)}${' '.repeat(MAX_PASTE)}`, 'too-long'],
  ])('%s', (_what, text, kind) => {
    expect(parseInvite(text)).toMatchObject({ ok: false, problem: { kind } });
  });
});

const invites: fc.Arbitrary<Invite & { pin: string }> = fc.record({
  code: fc.uint8Array({ minLength: 7, maxLength: 7 }).map(codeFromRandom),
  host: fc.domain().map((domain) => domain.toLowerCase()),
  port: fc.integer({ min: 1, max: 65_535 }),
  pin: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
});
const forms = fc.constantFrom(formatInvite, inviteLink, inviteWebLink);

it('any two changes of programs, one upon the other, leave an invite what it is', () => {
  const changes: readonly ((text: string) => string)[] = [
    fullWidth,
    entities,
    percent,
    (text) => text.replace(/(.{30})/g, '$1=\r\n'),
    (text) => `„${text}“`,
    (text) => `*${text}*`,
    (text) => `<p>${text}</p>`,
    (text) => `> ${text}\n> Bye`,
    (text) => `\u202A${text}\u202C`,
    (text) => `${text}🔑`,
    (text) => text.replace(/[^\r\n]/g, '$&\u200B'),
    (text) => `Dear Dave,\n\n${text}\n\nLove, Mary (mary@example.com)`,
    (text) => (/^https:\S+$/.test(text) ? safe(text) : text),
    (text) => (/^https:\S+$/.test(text) ? `https://urldefense.proofpoint.com/v2/url?u=${proofpoint2(text)}&d=x` : text),
  ];
  const change = fc.constantFrom(...changes);
  fc.assert(
    fc.property(invites, forms, change, change, (invite, form, inner, outer) => {
      expect(parseInvite(outer(inner(form(invite))))).toEqual({ ok: true, invite });
    }),
    { numRuns: countOf('random pasted texts', 100, 500) },
  );
});

it('no pin that lost or gained a character is ever taken for none, or for another', () => {
  const pieces = fc.record({ at: fc.nat(42), what: fc.constantFrom('', ' [x] ', '\n\n', '…', '"', 'AB', '/') });
  fc.assert(
    fc.property(invites, forms, pieces, (invite, form, { at, what }) => {
      const text = form(invite);
      const start = text.length - 43;
      const changed = text.slice(0, start + at) + what + text.slice(start + at + 1);
      const result = parseInvite(changed);
      expect(result).toEqual({ ok: false, problem: { kind: 'pin' } });
    }),
    { numRuns: countOf('random pasted texts', 100, 500) },
  );
});

it('no invite that lost its end opens another port or another home than it says', () => {
  fc.assert(
    fc.property(invites, fc.integer({ min: 1, max: 43 }), (invite, cut) => {
      expect(parseInvite(formatInvite(invite).slice(0, -cut))).toEqual({ ok: false, problem: { kind: 'pin' } });
    }),
  );
});
