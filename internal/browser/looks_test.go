package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every view, with something in it, is as good in light as in dark and on a phone.
func TestLooks(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.stage()
	for _, at := range []string{"/_emulator/", "/_emulator/batches/" + b.batch().RequestID, "/_emulator/calls", "/_emulator/calls/2", "/_emulator/calls/5", "/_emulator/calls/99"} {
		b.run(chromedp.Navigate(b.srv.URL() + at))
		b.waitFor(`document.readyState === "complete"`)
		b.run(chromedp.Evaluate[chromedp.Void](`for (const d of document.querySelectorAll("details")) d.open = true`))
		b.look(how{width: 360, height: 780})
		b.fitsAPhone(at)
		for _, width := range []int64{360, 768} {
			b.look(how{width: width, height: 800})
			assert.Empty(t, value[[]string](b, sticksOut), "%s at %d", at, width)
		}
		for _, h := range []how{desk(), {width: 1280, height: 900, dark: true}} {
			b.look(h)
			assert.Equal(t, h.dark, value[int](b, `Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)[0])`) < 60)
			assert.Empty(t, value[[]string](b, unreadable), at)
		}
	}
}

// sticksOut lists what is not within its row, and rows that are not within their section. Labels of a phone are boxes that no element has:
// the value begins behind them.
const sticksOut = `[...document.querySelectorAll(".rows tr, .rows td, .rows td *")].filter((e) => e.offsetParent).filter((e) => {
	const at = e.getBoundingClientRect(), within = e.parentElement.closest("tr, section").getBoundingClientRect();
	if (at.right > within.right + 0.5) return true;
	const label = e.dataset.label && getComputedStyle(e, "::before");
	return label && label.position === "absolute" && parseFloat(label.width) > parseFloat(getComputedStyle(e).paddingLeft);
}).map((e) => e.outerHTML.slice(0, 80))`

// fitsAPhone: of 360 pixels, without scrolling to the side, and the buttons are large enough for a finger.
func (b *tab) fitsAPhone(at string) {
	b.t.Helper()
	assert.Equal(b.t, 360, value[int](b, `document.documentElement.clientWidth`), at)
	assert.LessOrEqual(b.t, value[int](b, `document.documentElement.scrollWidth`), 360, at)
	assert.Empty(b.t, value[[]string](b, `[...document.querySelectorAll("body *:not(.skip)")]
		.filter((e) => e.getBoundingClientRect().right > 361 || e.getBoundingClientRect().left < -1).map((e) => e.outerHTML.slice(0, 80))`), at)
	assert.Empty(b.t, value[[]string](b, `[...document.querySelectorAll("button")].filter((e) => e.offsetParent && e.offsetHeight < 32).map((e) => e.textContent)`), at)
}

// unreadable lists texts whose contrast to what is behind them is below 4.5 (WCAG 2.1, 1.4.3).
const unreadable = `(() => {
	const parse = (c) => { const p = c.match(/[\d.]+/g).map(Number); return [p[0], p[1], p[2], p.length > 3 ? p[3] : 1]; };
	const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const back = (e) => {
		const c = e ? parse(getComputedStyle(e).backgroundColor) : [255, 255, 255, 1];
		if (c[3] === 1) return c;
		const below = back(e.parentElement);
		return [0, 1, 2].map((i) => c[i] * c[3] + below[i] * (1 - c[3])).concat(1);
	};
	const found = [];
	for (const e of document.querySelectorAll("body *")) {
		if (!e.offsetParent || e.matches(".skip, option") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
		const a = light(parse(getComputedStyle(e).color).slice(0, 3)), b = light(back(e).slice(0, 3));
		const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (contrast < 4.5) found.push(contrast.toFixed(2) + " " + e.textContent.slice(0, 40));
	}
	return found;
})()`

// tabTo presses the tabulator until something that says text has the focus, which must be seen.
func (b *tab) tabTo(text string) {
	b.t.Helper()
	var passed []string
	for range 60 {
		b.run(chromedp.KeyEvent(kb.Tab))
		if value[bool](b, `Boolean(document.activeElement) && document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle === "none"`) {
			assert.Fail(b.t, "the focus is not seen", value[string](b, `document.activeElement.outerHTML`))
		}
		at := value[string](b, `document.activeElement ? (document.activeElement.textContent || document.activeElement.getAttribute("aria-label") || "").trim() : ""`)
		if at == text {
			return
		}
		passed = append(passed, at)
	}
	require.FailNow(b.t, "the tabulator does not come to "+text, passed)
}

// Everything can be done without a mouse, and what changes meanwhile does not take the focus away.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.tabTo("Skip to the content")
	b.run(chromedp.KeyEvent(kb.Enter))
	b.tabTo("Hand over an example")
	b.run(chromedp.KeyEvent(kb.Enter))
	b.shows("initMassPayout: HTTP 200, success.")
	b.run(chromedp.KeyEvent("/"))
	assert.Equal(t, "search", value[string](b, `document.activeElement.type`))
	b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.value = ""`)) // the protocol types what the page has refused
	b.leave(chromedp.KeyEvent("example-1\r"))
	b.tabTo("example-1")
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.shows("Nothing is paid until it is authorised.")
	b.tabTo("Choose emp-1")
	b.run(chromedp.KeyEvent(" "))
	assert.True(t, value[bool](b, `document.activeElement.checked`))
	b.run(chromedp.Evaluate[chromedp.Void](`document.getElementById("main").focus()`))
	b.tabTo("Authorise")
	b.run(chromedp.KeyEvent(kb.Enter))
	b.statuses("QUEUED INVALID QUEUED QUEUED QUEUED QUEUED")
	assert.Equal(t, "Authorise", value[string](b, `document.activeElement.textContent`), "the focus stays")
	assert.True(t, value[bool](b, `document.querySelector("#lines tbody input").checked`), "and what was chosen")
	b.tabTo("Settle now")
	b.run(chromedp.KeyEvent(" "))
	b.statuses("SUCCESS INVALID DEPOSIT_SUCCESS DEPOSIT_FAIL FAILED PROCESSING")
}
