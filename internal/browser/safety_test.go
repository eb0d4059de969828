package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A page of another site, on this machine as well, gets nothing out of the emulator, and can do nothing to it.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.press("Hand over an example")
	b.shows("example-1")
	url := b.srv.URL()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><iframe id="frame" src=%[1]q></iframe><script src="%[1]s/_emulator/assets/page.js"></script>
			<form id="form" method="post" target="frame" action="%[1]s/_emulator/do"><input name="do" value="reset"></form>`, url+"/_emulator/")
	}))
	defer other.Close()
	b.elsewhere = true
	b.run(chromedp.Navigate(other.URL))
	for what, script := range map[string]string{
		"reading":         fmt.Sprintf(`fetch(%q).then((r) => r.text())`, url+"/_emulator/"),
		"the ledger":      fmt.Sprintf(`fetch(%q).then((r) => r.text())`, url+"/_emulator/ledger"),
		"unseen":          fmt.Sprintf(`fetch(%q, {mode: "no-cors"}).then((r) => r.text()).then((text) => text || Promise.reject("empty"))`, url+"/_emulator/"),
		"events":          fmt.Sprintf(`new Promise((yes, no) => { const e = new EventSource(%q); e.onopen = yes; e.onerror = no; })`, url+"/_emulator/events?at=/_emulator/"),
		"a fault":         fmt.Sprintf(`fetch(%q, {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"faults":[{"kind":"slow","for":"1s"}]}'})`, url+"/_emulator/faults"),
		"a frame":         `new Promise((yes, no) => frame.contentDocument === null && frame.contentWindow.length === 0 ? no("refused") : yes())`,
		"what is in it":   `Promise.resolve().then(() => frame.contentWindow.document.body.innerText)`,
		"the page's code": `new Promise((yes, no) => typeof put === "function" ? yes() : no("not loaded"))`,
	} {
		_, err := chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
		assert.Error(t, err, what)
	}
	b.run(chromedp.Evaluate[chromedp.Void](`document.getElementById("form").submit()`))
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`fetch(%q, {method: "POST", mode: "no-cors", body: new URLSearchParams({do: "reset"})}).then(() => {})`, url+"/_emulator/do"), chromedp.EvalAwaitPromise))
	_ = err // a browser sends it, or does not
	assert.Len(t, b.srv.Ledger().Batches, 1)
	assert.Empty(t, b.srv.Faults())
}

func TestResetAsksFirst(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	answers, answered := make(chan bool, 2), make(chan bool, 2)
	answers <- false
	answers <- true
	require.NoError(t, chromedp.Listen(b.ctx, func(event any) {
		if _, is := event.(*page.EventJavascriptDialogOpening); is {
			go func() {
				_, err := chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: <-answers})
				assert.NoError(t, err)
				answered <- true
			}()
		}
	}))
	b.example("2")
	b.press("Reset")
	<-answered // a click while the question stands would be lost
	b.statuses("INIT INIT")
	require.Len(t, b.srv.Ledger().Batches, 1)
	b.press("Reset")
	b.shows("This is there no more: it was reset.")
	assert.Empty(t, b.srv.Ledger().Batches)
}

// What is copied is what is shown, and runs (see TestCopiesRun of package emulator).
func TestCopying(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted, Origin: b.srv.URL(),
		})
		require.NoError(t, err)
	}
	b.example("1")
	b.follow("initMassPayout")
	for _, as := range []string{"curl", "go"} {
		b.run(chromedp.Click(`#as-`+as+` summary`), chromedp.Click(`#as-`+as+` button`))
		b.waitFor(`document.querySelector("#as-` + as + ` button").textContent === "Copied"`)
		copied, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`navigator.clipboard.readText()`, chromedp.EvalAwaitPromise))
		require.NoError(t, err)
		assert.Equal(t, value[string](b, `document.getElementById("`+as+`-text").textContent`), copied)
		assert.Contains(t, copied, "IYZICO_SECRET_KEY")
	}
}
