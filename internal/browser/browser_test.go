package browser

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// browserVariable names the browser to use. A machine without it fails; without the variable, one without any leaves these tests out.
const browserVariable = "IYZIPAYOUT_BROWSER"

// patience is what a browser has for anything on a slow machine. Nothing takes it where things go well.
const patience = 3 * time.Minute

// theBrowser is one process for all tests, each of which has a tab and an emulator of its own. It is nil where there is none. The first
// test starts it, and not TestMain: what that reads of the environment is no part of what go test remembers a result by.
var theBrowser = sync.OnceValues(func() (context.Context, context.CancelFunc) {
	path := find()
	if path == "" {
		return nil, func() {}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, // Chromium does not start for root with it
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("disable-lcd-text", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, func() {}
	}
	return browser, func() { stopBrowser(); stop() }
})

func TestMain(m *testing.M) {
	code := m.Run()
	_, stop := theBrowser()
	stop()
	os.Exit(code)
}

func find() string {
	if named := os.Getenv(browserVariable); named != "" {
		return named
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// tab is a page of the browser, which looks at an emulator.
type tab struct {
	t   *testing.T
	ctx context.Context
	srv *emulator.Server

	elsewhere bool // the test goes elsewhere on purpose
	mu        sync.Mutex
	requested []string // every address that the browser asked for
	wrong     []string // what the console says
}

// how is what a tab looks like.
type how struct {
	width, height int64
	dark          bool
}

func desk() how { return how{width: 1280, height: 900} }

// open starts an emulator, and a tab at its page.
func open(t *testing.T, h how, options ...emulator.Option) *tab {
	t.Helper()
	browser, _ := theBrowser()
	if browser == nil {
		if os.Getenv(browserVariable) != "" {
			t.Fatal("no browser could be started: install chromium, or name one in " + browserVariable)
		}
		t.Skip("LEFT OUT: no Chromium here, so the page was not tried in a browser")
	}
	srv, err := emulator.Listen("127.0.0.1:0", options...)
	require.NoError(t, err)
	ctx, closeTab := chromedp.NewContext(browser)
	require.NoError(t, chromedp.Do(ctx)) // makes the tab
	ctx, cancel := context.WithTimeout(ctx, patience)
	b := &tab{t: t, ctx: ctx, srv: srv}
	t.Cleanup(func() {
		if !t.Failed() && !b.elsewhere {
			b.nothingFromElsewhere()
		}
		cancel()
		closeTab()
		_ = srv.Close()
	})
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	b.look(h)
	b.run(chromedp.Navigate(srv.URL() + "/"))
	b.isLive()
	return b
}

// look makes a tab look like that.
func (b *tab) look(h how) {
	b.t.Helper()
	colours := "light"
	if h.dark {
		colours = "dark"
	}
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: h.width, Height: h.height, DeviceScaleFactor: 1, Mobile: h.width < 600,
	})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: colours}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requested = append(b.requested, e.Request.URL)
	case *log.EventEntryAdded:
		expected := strings.Contains(e.Entry.Text, "status of 400") || strings.Contains(e.Entry.Text, "status of 404") // refused, and not here
		if e.Entry.Level == log.EntryLevelError && !expected {
			b.wrong = append(b.wrong, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, e.ExceptionDetails.Text)
	}
}

// nothingFromElsewhere holds for every test: the browser asked this emulator for everything, and had nothing to complain about.
func (b *tab) nothingFromElsewhere() {
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.NotEmpty(b.t, b.requested)
	for _, address := range b.requested {
		assert.True(b.t, strings.HasPrefix(address, b.srv.URL()+"/"), address)
	}
	assert.Empty(b.t, b.wrong)
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// call sends a command of the protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err)
}

// value is that of an expression of JavaScript.
func value[T any](b *tab, expression string) T {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	require.NoError(b.t, err, expression)
	return found
}

// waitFor waits until an expression of JavaScript is true.
func (b *tab) waitFor(expression string) {
	b.t.Helper()
	for end := time.Now().Add(patience / 3); ; time.Sleep(20 * time.Millisecond) {
		is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		if err == nil && is { // an error is a view on its way to another
			return
		}
		if time.Now().After(end) {
			require.FailNow(b.t, "this did not come true: "+expression, value[string](b, `document.body.innerText`))
		}
	}
}

// shows waits until the page holds a text.
func (b *tab) shows(text string) {
	b.t.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(b.t, err)
	b.waitFor(`document.body.innerText.includes(` + string(quoted) + `)`)
}

// press clicks a button by what stands on it, with the mouse.
func (b *tab) press(name string) {
	b.t.Helper()
	b.run(chromedp.Click(`//button[normalize-space(.)="` + name + `"]`))
}

// follow clicks a link by what stands on it, and waits for the view that it leads to.
func (b *tab) follow(name string) {
	b.t.Helper()
	b.leave(chromedp.Click(`//a[normalize-space(.)="` + name + `"]`))
}

// leave does what leads to another view, and waits for it.
func (b *tab) leave(by chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](`document.getElementById("live").textContent = "leaving"`), by)
	b.isLive()
}

// isLive waits until a view is there and connected.
func (b *tab) isLive() {
	b.t.Helper()
	b.waitFor(`document.readyState === "complete" && document.getElementById("live").textContent === "live"`)
}
