import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, inlineData, inlineScript, inlineStyle, NOTHING_PACKED, packData, packScript } from './inline.js';

describe('data', () => {
  test('nothing in it can end or open an element', () => {
    const data = inlineData({ title: '</script><script>alert(1)</script><!-- & \u2028 \u2029 \u202e \u2066 $1 {{x}}' });
    expect(data).not.toMatch(/[<>&\u2028\u2029\u202e\u2066]/);
    expect(data).toContain('$1 {{x}}');
  });

  test('it reads back unchanged', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.stringify(JSON.parse(inlineData(JSON.parse(json))))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });
});

describe('scripts and styles', () => {
  test('the hash is that of the placed text', () => {
    const { content, hash } = inlineScript('const a = 1;\r\n//# sourceMappingURL=a.js.map\r\n');
    expect(content).toBe('const a = 1;\n\n');
    expect(hash).toBe(`'sha256-${createHash('sha256').update(content).digest('base64')}'`);
  });

  test.each(['x = "</script>"', 'x = "</SCRIPT "', '<!-- x', 'x = "<script"'])('a script that holds %s is refused', (source) => {
    expect(() => inlineScript(source)).toThrow(/cannot inline the script: it holds .* at offset \d+/);
  });

  test.each(['a{}</style>', '@import "x.css";', 'a{background:url(https://example.com/a.png)}'])(
    'a style sheet that holds %s is refused',
    (source) => {
      expect(() => inlineStyle(source)).toThrow(/cannot inline the style sheet/);
    },
  );

  test('the policy names every part and forbids the rest', () => {
    const [script, style] = [inlineScript('1'), inlineStyle('a{}')];
    const policy = contentSecurityPolicy([script], [style]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${script.hash};`);
    expect(policy).toContain(`style-src ${style.hash};`);
    expect(policy).not.toContain('unsafe');
  });
});

describe('what is packed', () => {
  const unpack = (text: string) => gunzipSync(Buffer.from(text, 'base64')).toString();

  test('is letters and digits, and unpacks to what it was, of which the policy has the hash', () => {
    const { content, hash } = packScript('a = "</script>";\r\n//# sourceMappingURL=a.js.map');
    expect(content).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(unpack(content)).toBe('a = "</script>";\n');
    expect(hash).toBe(`'sha256-${createHash('sha256').update(unpack(content)).digest('base64')}'`);
    expect(JSON.parse(unpack(packData({ text: '\u2028</script>' })))).toEqual({ text: '\u2028</script>' });
  });

  test('nothing needs no hash, and a page without scripts allows none', () => {
    expect(contentSecurityPolicy([NOTHING_PACKED], [inlineStyle('a{}')])).toContain("script-src 'none';");
  });
});
