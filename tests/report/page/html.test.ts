/** HTML templates: nothing that is put in gets out of its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, trusted } from '../../../src/report/page/html.js';

describe('html', () => {
  it('escapes what is put in, joins lists, leaves out what is not there, and keeps HTML', () => {
    const items = ['a<b', '"q" & \'r\''].map((item) => html`<li>${item}</li>`);
    expect(
      html`<ul title="${'"><script>'}">${items}${undefined}${false}${0}${trusted('<hr>')}</ul>`.text,
    ).toBe(
      '<ul title="&quot;&gt;&lt;script&gt;"><li>a&lt;b</li><li>&quot;q&quot; &amp; &#39;r&#39;</li>0<hr></ul>',
    );
  });

  it('lets no text leave an attribute or a tag', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const { text: written } = html`${text}`;
        return !/[<>"']/.test(written) && !/&(?!(amp|lt|gt|quot|#39);)/.test(written);
      }),
    );
  });

  it('shows control characters and those that turn text round, and cuts what nobody can read', () => {
    expect(html`${'a\u0000b\u001bc\u202ed\u2066e\ud800'}`.text).toBe(
      'a\\u0000b\\u001bc\\u202ed\\u2066e\\ud800',
    );
    expect(html`${'Käse 猫 😀'}`.text).toBe('Käse 猫 😀');
    expect(html`${'n'.repeat(1_000_000)}`.text).toBe(`${'n'.repeat(2000)}…`);
  });
});
